import { describe, expect, it } from 'vitest';
import { chooseSender, effectiveRate, halveRate, type RecordedSender, type Throttle } from './sender.ts';

describe('the choice of a sender', () => {
  const epoch = new Date(0);
  const sender = (id: string, channel: 'whatsapp' | 'sms', paused = false): RecordedSender => ({
    id,
    channel,
    address: '+551150289876',
    mps: 80,
    dailyLimit: null,
    paused,
    createdAt: epoch,
    updatedAt: epoch,
  });
  const senders = [sender('store', 'whatsapp'), sender('store-2', 'whatsapp'), sender('texts', 'sms')];
  const smsTemplate = {
    name: 't',
    language: 'en',
    channel: 'sms',
    category: 'utility',
    variables: [],
    createdAt: epoch,
    updatedAt: epoch,
  } as const;

  describe('for a message', () => {
    it('takes the one that is named', () => expect(chooseSender(senders, { sender: 'store-2' }).id).toBe('store-2'));
    it('takes the first of the channel', () => expect(chooseSender(senders, { channel: 'sms' }).id).toBe('texts'));
    it("takes the first of the template's channel", () =>
      expect(chooseSender(senders, {}, { ...smsTemplate, variables: [] }).id).toBe('texts'));
    it('takes the first of all for free text', () => expect(chooseSender(senders, {}).id).toBe('store'));
    it('passes over a paused one while another is there', () => {
      const [first, ...others] = senders;
      const paused = sender(first?.id ?? '', 'whatsapp', true);
      expect(chooseSender([paused, ...others], {}).id).toBe('store-2');
      expect(chooseSender([paused], {}).id).toBe('store');
    });

    it.each([
      [{ sender: 'nobody' }, senders, 'sender'],
      [{ sender: 'store', channel: 'sms' }, senders, 'channel'],
      [{ channel: 'sms' }, senders.slice(0, 2), 'channel'],
    ] as const)('refuses %j', (request, among, field) => {
      expect(() => chooseSender([...among], request)).toThrow(
        expect.objectContaining({ type: 'invalid-request', errors: [expect.objectContaining({ field })] }),
      );
    });

    it('says what to do when there is no sender at all', () => {
      expect(() => chooseSender([], {})).toThrow(/RECADO_SENDERS/);
    });
  });
});

describe('the rate in force', () => {
  const start = new Date('2026-11-22T12:00:00Z');
  const later = (ms: number) => new Date(start.getTime() + ms);

  it('is the full rate without a signal', () => expect(effectiveRate(80, undefined, start)).toBe(80));

  it('halves at a signal, and keeps its cause', () => {
    expect(halveRate(80, undefined, start, 20429)).toEqual({ rate: 40, at: start, cause: 20429 });
  });

  it('halves once in two seconds, however many signals there are', () => {
    const first = halveRate(80, undefined, start);
    expect(halveRate(80, first, later(1_999))).toBeUndefined();
    expect(halveRate(80, first, later(2_000))).toEqual({ rate: 20, at: later(2_000) });
  });

  it('never falls below an eighth of mps', () => {
    let throttle: Throttle | undefined;
    for (let second = 0; second < 20; second += 2) throttle = halveRate(80, throttle, later(second * 1000)) ?? throttle;
    expect(throttle?.rate).toBe(10);
  });

  it.each([
    [4_999, 40],
    [5_000, 48],
    [24_999, 72],
    [25_000, 80],
    [600_000, 80],
  ])('%i ms after the signal it is back at %i', (ms, rate) => {
    expect(effectiveRate(80, { rate: 40, at: start }, later(ms))).toBe(rate);
  });

  it('halves what it has climbed back to', () => {
    expect(halveRate(80, { rate: 40, at: start }, later(10_000))).toMatchObject({ rate: 28 });
  });

  it('follows a rate that a user has lowered', () => {
    expect(effectiveRate(20, { rate: 40, at: start }, start)).toBe(20);
  });
});
