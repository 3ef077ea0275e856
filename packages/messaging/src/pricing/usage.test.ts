import { describe, expect, it, vi } from 'vitest';
import {
  compareSums,
  compareUsage,
  isDrift,
  type CompareUsageDeps,
  type CountedSum,
  type UsageRecord,
} from './usage.ts';

const now = new Date('2026-11-22T12:00:00Z');

const counted = (channel: CountedSum['channel'], category: CountedSum['category'], amount: string): CountedSum => ({
  channel,
  category,
  amount,
  currency: 'USD',
});

const record = (category: string, amount: string, count = 100): UsageRecord => ({
  category,
  count,
  amount,
  currency: 'USD',
});

describe('sums of a day', () => {
  it('count each billed amount once, also if Twilio lists it under its groups, too', () => {
    const records = [
      record('totalprice', '30'),
      record('sms', '13', 300),
      record('sms-inbound', '2'),
      record('sms-messages-carrierfees', '1'),
      record('sms-outbound', '10'),
      record('sms-outbound-longcode', '10'),
      record('channels', '17'),
      record('channels-messaging', '8', 300),
      record('channels-messaging-inbound', '1'),
      record('channels-messaging-outbound', '7', 200),
      record('channels-whatsapp', '9', 200),
      record('channels-whatsapp-inbound', '0'),
      record('channels-whatsapp-template-marketing', '8'),
      record('channels-whatsapp-template-utility', '1', 60),
      record('channels-whatsapp-template-service', '0', 40),
    ];
    const { sums, drifted } = compareSums(
      [
        counted('sms', 'utility', '6'),
        counted('sms', 'marketing', '4'),
        counted('whatsapp', 'marketing', '11.5'),
        counted('whatsapp', 'utility', '3.1'),
        counted('whatsapp', 'service', '1'),
      ],
      records,
    );
    expect(sums?.map(({ channel, category, billed }) => [channel, category, billed])).toEqual([
      ['sms', undefined, '10.00'],
      ['whatsapp', undefined, '16.00'],
      ['whatsapp', 'marketing', '11.50'],
      ['whatsapp', 'utility', '3.10'],
      ['whatsapp', 'service', '1.40'],
    ]);
    expect(drifted?.map(({ category }) => category)).toEqual(['service']);
  });

  it('name a channel that only one side has', () => {
    const ours = compareSums([counted('sms', 'utility', '1')], []);
    expect(ours.drifted).toMatchObject([{ channel: 'sms', counted: '1.00', billed: '0.00' }]);
    const theirs = compareSums([], [record('sms-outbound', '1')]);
    expect(theirs.drifted).toMatchObject([{ channel: 'sms', counted: '0.00', billed: '1.00' }]);
    expect(compareSums([], [])).toEqual({ sums: [], drifted: [] });
  });

  it('cannot be compared in two currencies', () => {
    const records = [{ ...record('sms-outbound', '1'), currency: 'EUR' }];
    expect(compareSums([counted('sms', 'utility', '1')], records)).toEqual({
      problem: expect.stringContaining('EUR'),
    });
  });

  it.each([
    ['100.00', '100.00', false],
    ['105.00', '100.00', false],
    ['95.00', '100.00', false],
    ['105.000001', '100.00', true],
    ['94.999999', '100.00', true],
    ['0.000001', '0', true],
    ['0', '0', false],
  ])('of %s counted and %s billed: drift is %s', (ours, billed, expected) => {
    expect(isDrift({ counted: ours, billed })).toBe(expected);
  });
});

describe('the comparison of a day', () => {
  const world = (usage: Awaited<ReturnType<CompareUsageDeps['fetchUsage']>>) => ({
    clock: () => now,
    findUncheckedDay: vi.fn<CompareUsageDeps['findUncheckedDay']>(async () => ({
      day: '2026-11-21',
      counted: [counted('sms', 'utility', '1')],
    })),
    takeAccountLook: vi.fn<CompareUsageDeps['takeAccountLook']>(async () => true),
    fetchUsage: vi.fn<CompareUsageDeps['fetchUsage']>(async () => usage),
    saveUsageCheck: vi.fn<CompareUsageDeps['saveUsageCheck']>(async () => undefined),
    raised: vi.fn<CompareUsageDeps['raised']>(),
  });
  const whole = { isWhole: true, records: [record('sms-outbound', '2')] };

  it('is stored, and its alert is raised', async () => {
    const deps = world(whole);
    const alert = { id: 'a', at: now, type: 'usage', day: '2026-11-21', sums: [] } as const;
    deps.saveUsageCheck.mockResolvedValueOnce({ ...alert, sums: [] });
    expect(await compareUsage(deps)).toBe(true);
    expect(deps.saveUsageCheck).toHaveBeenCalledExactlyOnceWith({
      day: '2026-11-21',
      checkedAt: now,
      sums: [{ channel: 'sms', currency: 'USD', counted: '1.00', billed: '2.00' }],
      drifted: [{ channel: 'sms', currency: 'USD', counted: '1.00', billed: '2.00' }],
    });
    expect(deps.raised).toHaveBeenCalledOnce();
  });

  it('is tried again while Twilio still adds to the day', async () => {
    const deps = world({ ...whole, isWhole: false });
    expect(await compareUsage(deps)).toBe(true);
    expect(deps.saveUsageCheck).not.toHaveBeenCalled();
  });

  it('has a reason if Twilio refuses to tell', async () => {
    const deps = world({ problem: 'Twilio answered 403' });
    await compareUsage(deps);
    expect(deps.saveUsageCheck).toHaveBeenCalledExactlyOnceWith({
      day: '2026-11-21',
      checkedAt: now,
      problem: 'Twilio answered 403',
    });
  });

  it('is left to another worker that looked within the hour, and to the next one if no answer came', async () => {
    const deps = world(whole);
    deps.takeAccountLook.mockResolvedValueOnce(false);
    expect(await compareUsage(deps)).toBe(false);
    expect(deps.findUncheckedDay).not.toHaveBeenCalled();
    deps.fetchUsage.mockRejectedValueOnce(new Error('no answer'));
    await expect(compareUsage(deps)).rejects.toThrow('no answer');
    expect(deps.saveUsageCheck).not.toHaveBeenCalled();
  });
});
