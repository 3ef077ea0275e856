import { expect, it } from 'vitest';
import { judgeEvents, type EventOfLog } from './judge-events.ts';

const recorded = [{ id: 'm1', to: '', status: 'delivered', reference: '', attempts: 1 }];
const event = (sequence: number, status: string, reason?: string): EventOfLog => ({
  sequence,
  type: `message.${status}`,
  data: { id: 'm1', status, ...(reason !== undefined && { reason }) },
});
const accepted = event(1, 'accepted');
const delivered = event(3, 'delivered');
const judged = (got: EventOfLog[], forged = 0) => judgeEvents({ recorded, got, forged });

it.each([
  ['each status once', [accepted, event(2, 'sent'), delivered]],
  ['a delivery after the outcome was given up', [accepted, event(2, 'failed', 'outcome_unknown'), delivered]],
  [
    'an outcome that was given up after the message was sent',
    [accepted, event(2, 'sent'), event(3, 'failed', 'outcome_unknown'), event(4, 'delivered')],
  ],
  [
    'other events in between',
    [accepted, { sequence: 2, type: 'campaign.paused', data: { id: 'c1', status: 'paused' } }, delivered],
  ],
])('is content with %s', (_what, got) => expect(judged(got)).toEqual([]));

it.each([
  ['a gap', [accepted, delivered], 'after event 1 came event 3'],
  ['a status that is missing', [accepted, event(2, 'sent')], 'no event says that m1 is delivered'],
  ['an acceptance that is missing', [delivered], 'no event says that m1 is accepted'],
  [
    'a status that goes back',
    [accepted, event(2, 'delivered'), event(3, 'sent')],
    'message m1: delivered (event 2), then sent (event 3)',
  ],
  [
    'an outcome that was given up after the delivery',
    [accepted, event(2, 'delivered'), event(3, 'failed', 'outcome_unknown')],
    'message m1: delivered (event 2), then failed (event 3)',
  ],
  [
    'an event that comes too early',
    [accepted, delivered, event(2, 'sent')],
    'message m1: delivered (event 3), then sent (event 2)',
  ],
])('finds %s', (_what, got, wrong) => expect(judged(got)).toContain(wrong));

it('finds events that are not signed', () =>
  expect(judged([accepted, event(2, 'delivered')], 2)).toEqual(['2 events were not signed']));
