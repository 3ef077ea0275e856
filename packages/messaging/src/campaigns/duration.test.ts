import { expect, it } from 'vitest';
import { draftOf } from '../../test/support/draft.ts';
import type { RecordedSender } from '../senders/sender.ts';
import { paceOf, type AudiencePart } from './duration.ts';

const now = new Date('2026-11-22T15:00:00Z');
const hour = 3_600_000;

const campaign = draftOf(now, { recipients: 150 });

const none = { people: 0, units: 0, extra: 0 };

const part = (people: number, place: number): AudiencePart => ({
  people,
  units: people,
  country: 'BR',
  zones: ['America/Sao_Paulo'],
  place,
  unicode: none,
  fallbacks: { people: 0, units: 0, unicode: none },
});

const parts = [part(90, 0), part(60, 1)];

const endsAt = (change: Partial<RecordedSender>): Date | undefined => {
  const senders = campaign.senderIds.map((id): RecordedSender => ({
    id,
    channel: 'whatsapp',
    address: '+551150289876',
    mps: 10,
    dailyLimit: null,
    paused: false,
    createdAt: now,
    updatedAt: now,
    ...change,
  }));
  return paceOf({ campaign, parts, senders, from: now }).endsAt;
};

it('the senders of a portfolio take as long as one limit for all of them takes', () => {
  const [apart, together] = [endsAt({ peopleLimit: 100 }), endsAt({ peopleLimit: 100, portfolio: 'main' })];
  expect(apart && apart.getTime() - now.getTime()).toBeLessThan(hour);
  expect(together && together.getTime() - now.getTime()).toBeGreaterThan(12 * hour);
});

it('without a limit, a portfolio changes nothing', () => {
  expect(endsAt({ portfolio: 'main' })).toEqual(endsAt({}));
});
