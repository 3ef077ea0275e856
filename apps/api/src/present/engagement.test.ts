import type { Progress } from '@recado/messaging';
import { expect, it } from 'vitest';
import { presentEngagement } from './engagement.ts';

const zero = {
  pending: 0,
  accepted: 0,
  sending: 0,
  sent: 0,
  delivered: 0,
  read: 0,
  undelivered: 0,
  failed: 0,
  suppressed: 0,
  expired: 0,
  canceled: 0,
};
const nothing = { hasReceipts: true, replied: 0, optedOut: 0, buttons: [] };

type Case = Partial<Pick<Progress, 'reached' | 'errors'>> & {
  byStatus?: Partial<Progress['byStatus']>;
  engagement?: Partial<Progress['engagement']>;
};

it.each<[string, Case, object]>([
  [
    'nobody has no percentage',
    {},
    {
      delivered: { count: 0, of: 0 },
      read: { count: 0, of: 0 },
      replied: { count: 0, of: 0 },
      opted_out: { count: 0, of: 0 },
      blocked: { count: 0, of: 0 },
      buttons: [],
    },
  ],
  [
    'messages that Twilio took',
    { byStatus: { sent: 1, delivered: 2, read: 4, undelivered: 1, failed: 8, pending: 100 } },
    { delivered: { count: 6, of: 8, percent: 75 }, read: { count: 4, of: 6, percent: 66.67 } },
  ],
  [
    'people who were reached by either message, for answers',
    { byStatus: { delivered: 2 }, reached: 4, engagement: { replied: 3, optedOut: 1 } },
    { replied: { count: 3, of: 4, percent: 75 }, opted_out: { count: 1, of: 2, percent: 50 } },
  ],
  [
    'all that was tried, for both codes of a block and no other',
    {
      byStatus: { read: 90, undelivered: 6, failed: 4 },
      errors: new Map([
        [63_014, 2],
        [63_033, 1],
        [63_049, 5],
      ]),
    },
    { blocked: { count: 3, of: 100, percent: 3 } },
  ],
  [
    'presses and medians as they are',
    { engagement: { buttons: [{ text: 'Quero', presses: 2 }], secondsToRead: 60, secondsToReply: 90 } },
    { buttons: [{ text: 'Quero', count: 2 }], median_seconds_to_read: 60, median_seconds_to_reply: 90 },
  ],
])('shares are of %s', (_what, { byStatus, engagement, ...rest }, expected) => {
  const progress = { reached: 0, errors: new Map<number, number>(), ...rest };
  const shown = presentEngagement({
    ...progress,
    byStatus: { ...zero, ...byStatus },
    engagement: { ...nothing, ...engagement },
  } as Progress);
  expect(shown).toMatchObject(expected);
});

it('an SMS has no share of readers, because nobody reports them', () => {
  const progress = { byStatus: zero, errors: new Map(), reached: 0, engagement: { ...nothing, hasReceipts: false } };
  expect(presentEngagement(progress as unknown as Progress)).not.toHaveProperty('read');
});
