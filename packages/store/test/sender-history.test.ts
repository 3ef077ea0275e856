import { senderHistory } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sender } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const minuteMs = 60_000;
const thisMinute = Math.floor(Date.now() / minuteMs) * minuteMs;
const minutesAgo = (minutes: number) => new Date(thisMinute - minutes * minuteMs);
const historyOf = (id: string, hours = 6) => senderHistory({ ...test.store, clock: () => new Date() }, id, hours);

describe('the history of a sender', () => {
  it('adds up what several workers sent at once, by minute, and has a point for each minute', async () => {
    const { store } = test;
    await store.seedSenders([sender({ id: 'counted', mps: 80 })]);
    const minute = { senderId: 'counted', at: minutesAgo(3), sent: 5, failed: 1 };
    await Promise.all(
      Array.from({ length: 8 }, () => store.addSenderMinutes([minute, { ...minute, at: minutesAgo(2) }])),
    );
    const { stepSeconds, points, events } = await historyOf('counted');
    expect({ stepSeconds, count: points.length, events }).toEqual({ stepSeconds: 60, count: 360, events: [] });
    expect(points.filter(({ sent }) => sent > 0)).toMatchObject([
      { at: minutesAgo(3), sent: 40, failed: 8, rate: 80 },
      { at: minutesAgo(2), sent: 40, failed: 8, rate: 80 },
    ]);
    expect((await historyOf('counted', 24)).points.reduce((sum, { sent }) => sum + sent, 0)).toBe(80);
  });

  it('keeps minutes for 14 days', async () => {
    const { store } = test;
    await store.seedSenders([sender({ id: 'old' })]);
    const at = (days: number) => ({ senderId: 'old', at: minutesAgo(days * 1440), sent: 1, failed: 0 });
    await store.addSenderMinutes([at(15), at(13)]);
    await store.addSenderMinutes([at(0)]);
    const sent = (await historyOf('old', 400 * 24)).points.reduce((sum, point) => sum + point.sent, 0);
    expect(sent).toBe(2);
  });

  it('names each change once a minute, with the lowest rate in force', async () => {
    const { store } = test;
    const id = 'changed';
    await store.seedSenders([sender({ id, mps: 80 })]);
    const at = new Date();
    const first = { rate: 40, at, cause: 63_018 };
    await store.throttleSender(id, undefined, first);
    await store.throttleSender(id, first, { rate: 20, at: new Date(at.getTime() + 1), cause: 63_018 });
    await store.holdSender(id, { until: new Date(at.getTime() + minuteMs), reason: 'quota' }, at);
    const outage = { until: at, reason: 'no answer' };
    await store.writeOutage(id, outage);
    await store.writeOutage(id, { ...outage, until: new Date(at.getTime() + 1) });
    await store.writeOutage(id, undefined);
    await store.updateSender(id, { paused: true }, at);
    await store.updateSender(id, { paused: false }, at);
    await store.updateSender(id, { mps: 10 }, at);
    const { events, points } = await historyOf(id);
    const times = Object.fromEntries(events.map((event) => [event.kind, event.times]));
    expect(times).toMatchObject({ on_hold: 1, unreachable: 1, reachable: 1, paused: 1, resumed: 1, rate_set: 1 });
    expect(events.findLast(({ kind }) => kind === 'slowed')?.detail).toEqual({ rate: 20, error_code: 63_018 });
    expect(points[0]?.rate).toBe(80);
    expect(Math.min(...points.map(({ rate }) => rate))).toBe(10);
  });

  it('is refused for a sender that does not exist', () =>
    expect(historyOf('nobody')).rejects.toThrow('no such sender'));
});
