import type { NewInbound, NewMessage } from '@recado/messaging';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';
import { inboundMessage, message } from '../support/samples.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const start = new Date(Date.now() - 3 * day);
const at = (ms: number) => new Date(start.getTime() + ms);

let test: CampaignStore;
let people = 0;
beforeAll(async () => {
  test = await openCampaignStore();
});
beforeEach(async () => {
  await test.sql('delete from inbound_messages');
  await test.sql('delete from answer_hours');
});
afterAll(() => test[Symbol.asyncDispose]());

type Step = (to: string) => Promise<unknown>;

const writes =
  (ms: number, change: Partial<NewInbound> = {}): Step =>
  (to) =>
    test.store.insertInbound(inboundMessage(to, { receivedAt: at(ms), ...change }));

const getsMessage =
  (ms: number, change: Partial<NewMessage> = {}): Step =>
  (to) =>
    test.store.insertMessage(message({ to, createdAt: at(ms), ...change }));

const erased: Step = (to) =>
  test.store.deleteContact({
    to,
    at: at(day),
    audit: { at: at(day), actor: { name: 'ops' }, action: 'contact.erased', object: 'contacts' },
  });

const read = (by?: 'sender' | 'keyword' | 'api_key') =>
  test.store.loadInboundFigures({
    since: at(-day),
    until: new Date(),
    step: 'day',
    timezone: 'UTC',
    filters: {},
    compares: false,
    ...(by && { by }),
  });

const live = async (steps: readonly Step[]) => {
  const to = `+5511${String(930_000_000 + (people += 1))}`;
  for (const step of steps) await step(to);
  return (await read()).totals;
};

const none = { wrote: 0, waiting: 0, answered: 0, answered_in_24h: 0, judged: 0, windows_closed: 0 };
const waiting = { wrote: 1, waiting: 1, answered: 0, answered_in_24h: 0, judged: 1 };
const answered = { wrote: 1, waiting: 0, answered: 1, answered_in_24h: 1, judged: 1, windows_closed: 0 };
const sms = { channel: 'sms', senderId: 'texts' } as const;

it.each<[title: string, steps: Step[], expected: object]>([
  ['a message without an answer', [writes(0)], { ...waiting, windows_closed: 1, first_answer: null }],
  ['an SMS, which opens no service window', [writes(0, sms)], { ...waiting, windows_closed: 0 }],
  ['an answer', [writes(0), getsMessage(10 * minute)], answered],
  ['several messages before the answer', [writes(0), writes(hour), writes(2 * hour), getsMessage(3 * hour)], answered],
  ['a second answer', [writes(0), getsMessage(hour), getsMessage(2 * hour)], answered],
  [
    'an answer after the service window',
    [writes(0), getsMessage(30 * hour)],
    { answered: 1, answered_in_24h: 0, windows_closed: 1 },
  ],
  [
    'an answer after a day in a window that a second message kept open',
    [writes(0), writes(20 * hour), getsMessage(30 * hour)],
    { answered: 1, answered_in_24h: 0, windows_closed: 0 },
  ],
  [
    'a further message after the answer',
    [writes(0), getsMessage(hour), writes(2 * hour)],
    { wrote: 2, waiting: 1, answered: 1 },
  ],
  ['STOP', [writes(0, { wish: 'stop' })], none],
  ['START', [writes(0, { wish: 'start' })], none],
  ['an opt-out in words', [writes(0, { optOutRequest: 'clear' })], none],
  ['a possible opt-out, which somebody has to read', [writes(0, { optOutRequest: 'unclear' })], waiting],
  ['STOP after a question', [writes(0), writes(hour, { wish: 'stop' })], none],
  ['a message by another sender', [writes(0), getsMessage(hour, { senderId: 'second' })], waiting],
  ['a login code', [writes(0), getsMessage(hour, { category: 'authentication' })], waiting],
  ['a message for later', [writes(0), getsMessage(hour, { sendAt: at(9 * day) })], waiting],
  ['a message from before', [getsMessage(-hour), writes(0)], waiting],
  ['an erased person', [writes(0), erased], none],
])('waits and answers: %s', async (_title, steps, expected) => {
  const before = await live(steps);
  expect(before).toMatchObject(expected);
  await test.store.keepReports(new Date());
  expect((await read()).totals).toEqual(before);
});

it('a campaign answers nobody', async () => {
  const to = '+5511930000999';
  await writes(0)(to);
  const id = await test.campaign({ recipients: 1 });
  await test.audience(id, [{ to }]);
  await test.feedNext(id, 1, { at: at(hour) });
  expect((await read()).totals).toMatchObject({ waiting: 1, answered: 0 });
});

it('counts how long the first answer took, by the API key that gave it', async () => {
  const key = '01900000-0000-7000-8000-000000000001';
  for (const minutes of [10, 10, 60]) await live([writes(0), getsMessage(minutes * minute, { apiKeyId: key })]);
  await live([writes(0)]);
  for (const { keys, totals } of [
    await read('api_key'),
    (await test.store.keepReports(new Date()), await read('api_key')),
  ]) {
    const [unanswered, mine] = keys.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    expect(unanswered).toMatchObject({ key: '', figures: { waiting: 1, answered: 0 } });
    expect(mine).toMatchObject({ key, figures: { answered: 3, first_answer: { messages: 3 } } });
    expect(Math.abs((totals?.first_answer?.p50 ?? 0) / 600 - 1)).toBeLessThan(0.1);
    expect(Math.abs((totals?.first_answer?.p90 ?? 0) / 3600 - 1)).toBeLessThan(0.1);
  }
  expect((await read('keyword')).keys).toMatchObject([{ key: '', figures: { wrote: null } }]);
});

it('counts each wait once, whichever worker counts it', async () => {
  for (let n = 0; n < 20; n += 1) await live([writes(0), getsMessage(hour)]);
  await Promise.all([test.store.keepReports(new Date()), test.another().keepReports(new Date())]);
  expect((await read()).totals).toMatchObject({ wrote: 20, answered: 20 });
  expect(await test.sql('select sum(people)::int as people from answer_hours')).toEqual([{ people: 20 }]);
});

it('gives up a wait after 30 days, as one without an answer', async () => {
  await live([writes(0)]);
  await test.store.keepReports(at(31 * day));
  expect(await test.sql('select bucket, people::int, windows_closed::int from answer_hours')).toEqual([
    { bucket: -1, people: 1, windows_closed: 1 },
  ]);
});

it('two messages of a person at the same time wait once', async () => {
  await live([(to) => Promise.all([writes(0)(to), writes(0)(to), writes(0)(to)]), getsMessage(hour)]);
  expect((await read()).totals).toMatchObject({ wrote: 1, answered: 1 });
});

it('a batch answers many, and two batches at once wait for no other', async () => {
  const numbers = Array.from({ length: 40 }, (_, place) => `+5511${String(940_000_000 + place)}`);
  await Promise.all(numbers.map(writes(0)));
  const other = test.another();
  const answer = (store: typeof test.store) => (to: string) =>
    store.insertMessage(message({ to, createdAt: at(hour) }));
  await Promise.all([...numbers.map(answer(test.store)), ...numbers.toReversed().map(answer(other))]);
  expect((await read()).totals).toMatchObject({ wrote: 40, answered: 40, waiting: 0 });
});
