import { expect, it } from 'vitest';
import type { LoggedEvent } from '../events/events.ts';
import { deliverEvents, type Posted, type TakenWebhook } from './deliver-events.ts';

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

const round = async (answer: (sequence: number) => Posted, change: Partial<TakenWebhook> = {}, events = log) => {
  const posted: number[] = [];
  const result = await deliverEvents(
    {
      clock: () => now,
      loadEvents: async ({ after }) => {
        const later = events.filter(({ sequence }) => sequence > after);
        return { events: later, nextAfter: later.at(-1)?.sequence ?? after };
      },
      post: async (_webhook, { sequence }) => {
        posted.push(sequence);
        return answer(sequence);
      },
    },
    { ...webhook, ...change },
    new AbortController().signal,
  );
  return { ...result, posted };
};

const ok: Posted = { status: 204 };

it('a webhook that takes everything moves on to the last event', async () => {
  const { posted, ...result } = await round(() => ok);
  expect(posted.toSorted((one, other) => one - other)).toEqual([11, 12, 13]);
  expect(result).toEqual({
    id: 'w1',
    sequence: 13,
    ahead: [],
    notes: [{ first: 11, last: 13, events: 3, status: 200 }],
  });
});

it('after a failure the later events about the same thing wait, and others arrive once', async () => {
  const failed = await round((sequence) => (sequence === 11 ? { status: 500 } : ok));
  expect(failed.posted).toEqual([11, 12]);
  expect(failed).toMatchObject({ sequence: 10, ahead: [12], failure: { since: now, tries: 1 } });
  const again = await round(() => ok, { ahead: failed.ahead, tries: 1, failingSince: now });
  expect(again.posted).toEqual([11, 13]);
  expect(again).toMatchObject({ sequence: 13, ahead: [] });
  expect(again.failure).toBeUndefined();
});

it.each([{ status: 302 }, { status: 404 }, { status: 503 }, { error: 'timeout' }])(
  '%o is a failure',
  async (posted) => {
    expect(await round(() => posted)).toMatchObject({ sequence: 10, failure: { tries: 1 } });
  },
);

it('410 ends a webhook', async () => {
  expect(await round(() => ({ status: 410 }))).toMatchObject({ sequence: 10, end: { status: 'ended' } });
});

it('a webhook is parked after a day in which nothing went on', async () => {
  const since = new Date(now.getTime() - 24 * hour);
  const failing = { failingSince: since, tries: 40 };
  expect(await round(() => ({ status: 500 }), failing)).toMatchObject({
    failure: { tries: 41 },
    end: { status: 'parked', reason: 'Failed for a day: status 500' },
  });
  const almost = { failingSince: new Date(since.getTime() + 1), tries: 40 };
  const result = await round(() => ({ status: 500 }), almost);
  expect(result).not.toHaveProperty('end');
  expect(result.failure?.nextAt.getTime()).toBeLessThanOrEqual(now.getTime() + 1.2 * hour);
});

it('events are sent again only up to the asked number, after the new ones', async () => {
  const replay = { after: 10, to: 12 };
  expect((await round(() => ok, { replay })).sequence).toBe(13);
  const again = await round(() => ok, { replay, sequence: 13 });
  expect(again.posted.toSorted((one, other) => one - other)).toEqual([11, 12]);
  expect(again).toMatchObject({ sequence: 13, replay: null });
  const failed = await round((sequence) => (sequence === 12 ? { status: 500 } : ok), { replay, sequence: 13 });
  expect(failed).toMatchObject({ replay: { after: 11, to: 12 } });
});

it('a test event goes to its own webhook only', async () => {
  const tests = [
    { ...event(11, 'w1'), type: 'webhook.test' as const },
    { ...event(12, 'w2'), type: 'webhook.test' as const },
  ];
  const { posted, sequence } = await round(() => ok, { types: ['message.read'] }, tests);
  expect([posted, sequence]).toEqual([[11], 12]);
});
