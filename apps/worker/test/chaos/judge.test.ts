import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import type { Recorded } from './record-side.ts';
import type { Created } from './twilio-side.ts';

const accepted = new Map([['order-1', new Set(['m1'])]]);
const recorded = (status: string, code?: number): Recorded => ({
  id: 'm1',
  to: '+5511987654321',
  status,
  reference: 'order-1',
  attempts: 1,
  ...(code !== undefined && { error: { code } }),
});
const created = (status: string, messageId = 'm1'): Created => ({ sid: `SM-${messageId}`, messageId, status, at: '' });
const clean = { doubled: [], lost: [] };

describe('a message that was accepted', () => {
  it.each([
    ['delivered', recorded('delivered'), [created('delivered')], { delivered: 1 }],
    ['delivered, and read without a callback', recorded('delivered'), [created('read')], { delivered: 1 }],
    ['undelivered', recorded('undelivered'), [created('undelivered')], { undelivered: 1 }],
    ['refused by Twilio permanently', recorded('failed', 21211), [], { refused: 1 }],
    [
      'left to an operator, as its outcome is unknown',
      { ...recorded('failed'), reason: 'outcome_unknown' },
      [created('delivered')],
      { undecided: 1 },
    ],
  ])('ended as it should when it is %s', (_how, message, atTwilio, counted) => {
    expect(judge({ accepted, recorded: [message], created: atTwilio })).toMatchObject({ ...clean, ...counted });
  });

  it.each([
    ['Twilio has none and did not refuse it', [recorded('failed')], []],
    ['it never left', [recorded('accepted')], []],
    ['its end is unknown', [recorded('sent')], [created('delivered')]],
    ['it ended otherwise at Twilio', [recorded('delivered')], [created('undelivered')]],
    ['it is not in the record', [], [created('delivered')]],
  ])('is lost when %s', (_how, messages, atTwilio) => {
    expect(judge({ accepted, recorded: messages, created: atTwilio }).lost).toMatchObject([{ id: 'm1' }]);
  });

  it('is doubled when Twilio made it twice', () => {
    const atTwilio = [created('delivered'), created('delivered')];
    expect(judge({ accepted, recorded: [recorded('delivered')], created: atTwilio }).doubled).toEqual(['m1']);
  });

  it('is doubled when its key got two ids, or Twilio created a message without an order', () => {
    const twoIds = new Map([['order-1', new Set(['m1', 'm2'])]]);
    const messages = [recorded('delivered')];
    expect(judge({ accepted: twoIds, recorded: messages, created: [created('delivered')] }).doubled).toEqual(['m2']);
    const unasked = [created('delivered'), created('delivered', 'm3')];
    expect(judge({ accepted, recorded: messages, created: unasked }).doubled).toEqual(['m3']);
  });
});
