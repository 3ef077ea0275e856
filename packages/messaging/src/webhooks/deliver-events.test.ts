import { expect, it } from 'vitest';
import type { LoggedEvent } from '../events/events.ts';
import { deliverEvents, type TakenWebhook, type WaitingEvent } from './deliver-events.ts';
import type { Posted } from './send-lanes.ts';

const now = new Date('2026-11-22T12:00:00Z');
const hour = 3_600_000;

const webhook: TakenWebhook = {
  id: 'w1',
  url: 'https://example.com',
  includeNumbers: false,
  secrets: ['whsec_x'],
  sequence: 10,
  ahead: [],
  tries: 0,
  newAt: now,
  waiting: [],
};

const event = (sequence: number, name: string): LoggedEvent => ({
  id: `e${sequence}`,
  sequence,
  at: now,
  type: 'campaign.paused',
  detail: { id: name },
});

/** Events 11 and 13 are about A, 12 about B. */
const log = [event(11, 'A'), event(12, 'B'), event(13, 'A')];

const A = 'campaign "A"';
const B = 'campaign "B"';

const round = async (
  answer: (sequence: number) => Posted | Promise<Posted>,
  change: Partial<TakenWebhook> = {},
  events = log,
  unreadAfter = Infinity,
) => {
  const posted: number[] = [];
  let loaded = 0;
  const taken = { ...webhook, ...change };
  const result = await deliverEvents(
    {
      clock: () => now,
      loadEvents: async ({ after, limit }) => {
        if (after >= unreadAfter) throw new Error('PostgreSQL is away');
        const later = events.filter(({ sequence }) => sequence > after).slice(0, limit);
        loaded += later.length;
        return { events: later, nextAfter: later.at(-1)?.sequence ?? after };
      },
      findEvents: async (sequences) => events.filter(({ sequence }) => sequences.includes(sequence)),
      findWaitingSubjects: async () => taken.waiting.map(({ subject }) => subject),
      post: async (_webhook, { sequence }) => {
        posted.push(sequence);
        return answer(sequence);
      },
    },
    taken,
    new AbortController().signal,
  );
  return { ...result, posted, loaded };
};

const ok: Posted = { status: 204 };
const fails =
  (...sequences: number[]) =>
  (sequence: number): Posted =>
    sequences.includes(sequence) ? { status: 500 } : ok;
const failed = (sequence: number, subject: string, change: Partial<WaitingEvent> = {}): WaitingEvent => ({
  sequence,
  subject,
  tries: 1,
  failedAt: now,
  nextAt: now,
  ...change,
});

/** The earliest time of the next try, with the least jitter. */
const isAfter = (at: Date | undefined, ms: number) => {
  expect(at?.getTime()).toBeGreaterThanOrEqual(now.getTime() + ms * 0.8);
  expect(at?.getTime()).toBeLessThanOrEqual(now.getTime() + ms * 1.2);
};

it('a webhook that takes everything moves on to the last event', async () => {
  const { posted, loaded: _, ...result } = await round(() => ok);
  expect(posted.toSorted((one, other) => one - other)).toEqual([11, 12, 13]);
  expect(result).toEqual({
    id: 'w1',
    sequence: 13,
    ahead: [],
    tries: 0,
    nextAt: now,
    settled: [],
    waiting: [],
    notes: [{ first: 11, last: 13, events: 3, status: 200 }],
  });
});

it('an event that fails holds back only the later ones about the same thing', async () => {
  const first = await round(fails(11));
  expect(first.posted).toEqual([11, 12]);
  expect(first).toMatchObject({ sequence: 13, ahead: [], tries: 0, nextAt: now });
  expect(first.waiting).toMatchObject([
    { sequence: 11, subject: A, tries: 1, failedAt: now },
    { sequence: 13, subject: A, tries: 0 },
  ]);
  isAfter(first.waiting[0]?.nextAt, 1000);
  expect(first.waiting[1]).not.toHaveProperty('nextAt');

  const later = [...log, event(14, 'A'), event(15, 'B')];
  const waiting = [failed(11, A), { sequence: 13, subject: A, tries: 0 }];
  const again = await round(fails(11), { sequence: 13, waiting }, later);
  expect(again.posted).toEqual([11, 15]);
  expect(again).toMatchObject({ sequence: 15, settled: [], waiting: [{ sequence: 11, tries: 2 }, { sequence: 14 }] });
  isAfter(again.waiting[0]?.nextAt, 2000);

  const healed = await round(() => ok, { sequence: 13, waiting }, later);
  expect(healed.posted.slice(0, 2)).toEqual([11, 13]);
  expect(healed.posted.toSorted((one, other) => one - other)).toEqual([11, 13, 14, 15]);
  expect(healed).toMatchObject({ sequence: 15, settled: [11, 13], waiting: [] });
});

it('the next event of a subject takes the place of the one that arrived', async () => {
  const waiting = [failed(11, A), { sequence: 13, subject: A, tries: 0 }];
  const { settled, waiting: left } = await round(fails(13), { sequence: 13, waiting });
  expect(settled).toEqual([11]);
  expect(left).toMatchObject([{ sequence: 13, tries: 1, failedAt: now }]);
});

it('an event is given up after three days, and one that was deleted is left out', async () => {
  const old = failed(11, A, { tries: 20, failedAt: new Date(now.getTime() - 72 * hour) });
  const waiting = [old, { sequence: 13, subject: A, tries: 0 }, failed(9, B)];
  const { settled, waiting: left, notes } = await round(fails(11), { sequence: 13, waiting });
  expect(settled.toSorted((one, other) => one - other)).toEqual([9, 11]);
  expect(left).toMatchObject([{ sequence: 13, tries: 0, nextAt: now }]);
  expect(notes).toContainEqual({ first: 11, last: 11, events: 1, error: 'given_up' });
  expect(notes).toContainEqual({ first: 9, last: 9, events: 1, error: 'expired' });
  const almost = { ...old, failedAt: new Date(now.getTime() - 72 * hour + 1) };
  const kept = await round(fails(11), { sequence: 13, waiting: [almost] });
  expect(kept).toMatchObject({ settled: [], waiting: [{ sequence: 11, tries: 21 }] });
  isAfter(kept.waiting[0]?.nextAt, 6 * hour);
});

it.each([{ status: 302 }, { status: 404 }, { status: 503 }, { error: 'timeout' }])(
  '%o is a failure',
  async (posted) => {
    const result = await round(() => posted);
    expect(result).toMatchObject({ failingSince: now, tries: 1, waiting: [{ tries: 1 }, { tries: 1 }, { tries: 0 }] });
    isAfter(result.nextAt, 1000);
  },
);

it('while everything fails, new events come later and later, and what waits has its own time', async () => {
  const many = Array.from({ length: 40 }, (_, place) => event(11 + place, `campaign ${place}`));
  const result = await round(() => ({ status: 500 }), { tries: 3, failingSince: now }, many);
  expect(result.posted).toHaveLength(8);
  expect(result).toMatchObject({ sequence: 18, ahead: [], tries: 4, loaded: 16 });
  isAfter(result.nextAt, 8000);
  const newAt = new Date(now.getTime() + hour);
  const waiting = [failed(11, 'campaign "campaign 0"')];
  const failing = { sequence: 18, tries: 4, failingSince: now, newAt, waiting };
  const gated = await round(() => ({ status: 500 }), failing, many);
  expect(gated).toMatchObject({ posted: [11], sequence: 18, tries: 4, nextAt: newAt, failingSince: now });
  const mended = await round(() => ok, failing, many);
  expect(mended).toMatchObject({ posted: [11], sequence: 18, tries: 0, nextAt: now });
  expect(mended).not.toHaveProperty('failingSince');
});

it('a request that hangs holds back only the later events about the same thing', async () => {
  const many = Array.from({ length: 500 }, (_, place) => event(11 + place, `campaign ${place % 250}`));
  const hanging = Promise.withResolvers<Posted>();
  let others = 0;
  const answer = (sequence: number) => {
    if (sequence === 12) return hanging.promise;
    others += 1;
    // All but the one that hangs and the one behind it.
    if (others === 498) hanging.resolve({ error: 'timeout' });
    return ok;
  };
  const { posted, ...result } = await round(answer, {}, many);
  expect(posted).toHaveLength(499);
  expect(result).toMatchObject({ sequence: 510, ahead: [], tries: 0 });
  expect(result.waiting).toMatchObject([
    { sequence: 12, tries: 1 },
    { sequence: 262, tries: 0 },
  ]);
});

it('a webhook that fails now and then gets everything else', async () => {
  const many = Array.from({ length: 300 }, (_, place) => event(11 + place, `campaign ${place}`));
  const answer = (sequence: number) => (sequence % 5 ? ok : { status: 503 });
  const { posted, waiting, sequence } = await round(answer, {}, many);
  expect([posted.length, waiting.length, sequence]).toEqual([300, 60, 310]);
});

it('a batch that cannot be loaded ends the round with those before it', async () => {
  const many = Array.from({ length: 300 }, (_, place) => event(11 + place, `campaign ${place}`));
  const { posted, sequence } = await round(() => ok, {}, many, 210);
  expect([posted.length, sequence]).toEqual([200, 210]);
  await expect(round(() => ok, {}, many, 10)).rejects.toThrow('away');
});

it('what was due and not tried any more stays due, and is not written again', async () => {
  const many = Array.from({ length: 20 }, (_, place) => event(11 + place, `campaign ${place}`));
  const waiting = many.map(({ sequence }, place) => failed(sequence, `campaign "campaign ${place}"`));
  const result = await round(() => ({ status: 500 }), { sequence: 30, waiting }, many);
  expect(result.posted).toHaveLength(8);
  expect(result.waiting.map(({ tries }) => tries)).toEqual(Array.from({ length: 8 }, () => 2));
});

it('410 ends a webhook', async () => {
  expect(await round(() => ({ status: 410 }))).toMatchObject({ end: { status: 'ended' } });
});

it('a webhook is parked after a day in which nothing arrived', async () => {
  const since = new Date(now.getTime() - 24 * hour);
  expect(await round(() => ({ status: 500 }), { failingSince: since })).toMatchObject({
    end: { status: 'parked', reason: 'Failed for a day: status 500' },
  });
  const almost = { failingSince: new Date(since.getTime() + 1) };
  expect(await round(() => ({ status: 500 }), almost)).not.toHaveProperty('end');
  expect(await round(fails(11), { failingSince: since })).not.toHaveProperty('end');
});

it('events are sent again only up to the asked number, after the new ones', async () => {
  const replay = { after: 10, to: 12 };
  expect((await round(() => ok, { replay })).sequence).toBe(13);
  const again = await round(() => ok, { replay, sequence: 13 });
  expect(again.posted.toSorted((one, other) => one - other)).toEqual([11, 12]);
  expect(again).toMatchObject({ sequence: 13, replay: null });
  const stopped = await round(fails(12), { replay, sequence: 13 });
  expect(stopped).toMatchObject({ replay: { after: 11, to: 12 }, waiting: [] });
});

it('a test event goes to its own webhook only, whatever it asked for', async () => {
  const tests = [
    { ...event(11, 'w1'), type: 'webhook.test' as const },
    { ...event(12, 'w2'), type: 'webhook.test' as const },
  ];
  const change = { types: ['message.read' as const], filter: { sender: 'store' } };
  const { posted, sequence } = await round(() => ok, change, tests);
  expect([posted, sequence]).toEqual([[11], 12]);
});

it('events that the filter leaves out are passed over', async () => {
  const { posted, sequence } = await round(() => ok, { filter: { campaign_id: 'B' } });
  expect([posted, sequence]).toEqual([[12], 13]);
});
