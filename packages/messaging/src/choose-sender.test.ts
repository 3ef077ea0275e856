import { describe, expect, it } from 'vitest';
import { chooseSender } from './choose-sender.ts';
import type { RecordedSender } from './senders/sender.ts';

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

describe('chooseSender', () => {
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
  ] as const)('refuses %j', (wish, among, field) => {
    expect(() => chooseSender([...among], wish)).toThrow(
      expect.objectContaining({ type: 'invalid-request', errors: [expect.objectContaining({ field })] }),
    );
  });

  it('says what to do when there is no sender at all', () => {
    expect(() => chooseSender([], {})).toThrow(/RECADO_SENDERS/);
  });
});
