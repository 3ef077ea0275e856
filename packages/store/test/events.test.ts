import { bySystem, maskNumber, type LoggedEvent } from '@recado/messaging';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  inboundMessage,
  later,
  message,
  noon,
  sender,
  settlement,
  submitted,
  template,
  throttled,
} from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
  await test.store.seedTemplates([template()]);
});
afterAll(() => test[Symbol.asyncDispose]());

/** Returns the events that were logged since this number. */
const since = async (after: number, limit = 1000) => {
  await test.store.advanceEvents();
  return (await test.store.loadEvents({ after, limit })).events;
};

const head = async () => (await test.store.findEventRange()).last;

const shown = (event: LoggedEvent) =>
  'message' in event ? [event.message.id, event.type, event.message.status] : event.type;

const accepted = async () => {
  const { id } = message();
  await test.store.insertMessage(message({ id }));
  return id;
};

it('a message has an event for each status that others see, in their order and with that status', async () => {
  const after = await head();
  const id = await accepted();
  await test.claim(id, noon);
  await test.store.record(throttled(id, false));
  await test.claim(id, later(10_000));
  await test.store.record(submitted(id));
  for (const status of ['delivered', 'read'] as const)
    await test.store.settleMessage(settlement({ messageId: id, status }));
  const events = await since(after);
  expect(events.map(shown)).toEqual(
    ['accepted', 'sent', 'delivered', 'read'].map((status) => [id, `message.${status}`, status]),
  );
  expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4].map((place) => after + place));
  const [first, second, third] = events.map((event) => ('message' in event ? event.message : undefined));
  expect(first).not.toHaveProperty('twilioSid');
  expect(second).toMatchObject({ sentAt: later(100) });
  expect(second).not.toHaveProperty('deliveredAt');
  expect(third).not.toHaveProperty('readAt');
});

it('a repeated callback, and one that moves nothing, have no event', async () => {
  const id = await accepted();
  await test.claim(id, noon);
  await test.store.record(submitted(id));
  const after = await head();
  const delivered = settlement({ messageId: id, status: 'delivered' });
  await test.store.settleMessage(delivered);
  await test.store.settleMessage(delivered);
  await test.store.settleMessage(settlement({ messageId: id, status: 'sent' }));
  expect((await since(after)).map(({ type }) => type)).toEqual(['message.delivered']);
});

it('a change that is rolled back leaves no event and no gap', async () => {
  const after = await head();
  const id = await accepted();
  await test.sql('begin');
  await test.sql(`update messages set status = 'canceled' where id = $1`, [id]);
  await test.sql('rollback');
  const other = await accepted();
  expect((await since(after)).map(({ sequence, type }) => [sequence, type])).toEqual([
    [after + 1, 'message.accepted'],
    [after + 2, 'message.accepted'],
  ]);
  expect(other).not.toBe(id);
});

it('a number is seen only after all numbers before it, while many change and many read', async () => {
  const after = await head();
  const ids = Array.from({ length: 120 }, () => message().id);
  const seen: number[] = [];
  const read = async (store = test.another()) => {
    const own: number[] = [];
    while (own.length < ids.length) {
      await store.advanceEvents();
      const { events } = await store.loadEvents({ after: own.at(-1) ?? after, limit: 7 });
      own.push(...events.map(({ sequence }) => sequence));
    }
    seen.push(...own);
  };
  const readers = [read(), read()];
  const [second, third] = [test.another(), test.another()];
  const writerOf = (at: number) => [second, third][at % 3] ?? test.store;
  await Promise.all(ids.map((id, at) => writerOf(at).insertMessage(message({ id }))));
  await Promise.all(readers);
  const all = ids.map((_, place) => after + place + 1);
  expect(seen).toEqual([...all, ...all]);
});

it('filters by type, and grows past events of other types', async () => {
  const after = await head();
  await accepted();
  await test.store.insertInbound(inboundMessage('+5511987650001', { wish: 'stop' }));
  await accepted();
  await test.store.advanceEvents();
  const { events, nextAfter } = await test.store.loadEvents({ after, types: ['message.received'], limit: 10 });
  expect(events).toMatchObject([{ type: 'message.received', inbound: { wish: 'stop', from: '+5511987650001' } }]);
  expect(nextAfter).toBe(await head());
});

it('the events of people have masked numbers', async () => {
  const after = await head();
  await test.store.insertInbound(inboundMessage('+5511987650002', { wish: 'stop' }));
  await test.store.insertInbound(inboundMessage('+5511987650002', { wish: 'start', receivedAt: later(60_000) }));
  const events = (await since(after)).filter(({ type }) => type.startsWith('contact.'));
  expect(events).toMatchObject([
    { type: 'contact.opted_out', detail: { to: '+55119****0002', purpose: 'all', source: 'reply' } },
    { type: 'contact.opted_in', detail: { to: '+55119****0002' } },
  ]);
});

it('the whole number of an opt-out or a consent comes from what it names, until that is erased', async () => {
  const after = await head();
  const audit = { at: noon, actor: bySystem };
  const people = [
    '+5511987650003',
    '+5511987650004',
    '+5511987650005',
    '+5511987650006',
    '+5511987650006',
    'BR.1349120865500007',
  ] as const;
  const [answers, agrees, isReported, asks, , hasId] = people;
  await test.store.insertInbound(inboundMessage(answers, { wish: 'stop' }));
  await test.store.insertConsent(
    {
      to: agrees,
      channel: 'whatsapp',
      granted: true,
      occurredAt: noon,
      recordedAt: noon,
      source: 'checkout',
      words: 'yes',
      by: 'shop',
    },
    { ...audit, action: 'consent.recorded', object: `contacts/${maskNumber(agrees)}` },
  );
  const { id: messageId } = message();
  await test.store.insertMessage(message({ id: messageId, to: isReported }));
  await test.claim(messageId, noon);
  await test.store.record(submitted(messageId));
  await test.store.settleMessage(settlement({ messageId, status: 'undelivered', errorCode: 63_014, optsOut: true }));
  const optedOut = (to: string) => ({ to, channels: ['sms' as const], purpose: 'all' as const });
  const byRequest = (action: string, to: string) => ({ ...audit, action, object: `contacts/${maskNumber(to)}` });
  await test.store.saveOptOuts(optedOut(asks), 'api', noon, byRequest('contact.opted_out', asks));
  await test.store.deleteOptOuts(optedOut(asks), byRequest('contact.opted_in', asks));
  await test.store.deleteOptOuts(optedOut(hasId), byRequest('contact.opted_in', hasId));
  await test.store.insertInbound(inboundMessage('+5511987650008', { whatsappId: hasId }));
  const numbers = async () =>
    (await since(after)).flatMap((event) =>
      'detail' in event && event.type !== 'message.received' ? [[event.type, event.to]] : [],
    );
  const types = [
    'contact.opted_out',
    'consent.recorded',
    'contact.opted_out',
    'contact.opted_out',
    'contact.opted_in',
    'contact.opted_in',
  ];
  expect(await numbers()).toEqual(types.map((type, place) => [type, people[place]]));
  const [log] = await test.sql('select jsonb_agg(detail)::text as text from event_log');
  for (const to of people) expect(JSON.stringify(log)).not.toContain(to.slice(3));
  for (const to of [...people.slice(0, 5), '+5511987650008'])
    await test.store.deleteContact({ to, at: noon, audit: { ...audit, action: 'contact.erased' } });
  expect(await numbers()).toEqual(types.map((type) => [type, undefined]));
});

it.each(['the age of the log', 'retention_days.numbers'])('the number of an event goes by %s', async (by) => {
  const audit = { at: noon, actor: bySystem, action: 'contact.opted_in', object: 'contacts/+55119****0009' };
  await test.store.deleteOptOuts({ to: '+5511987650009', channels: ['sms'], purpose: 'all' }, audit);
  const expire = (before: Date) =>
    by === 'the age of the log'
      ? test.store.keepEventPartitions(before)
      : test.store.expireNext({ kind: 'numbers', before, at: later(60_000), limit: 10 });
  const kept = () => test.sql('select from event_numbers');
  await expire(later(-1));
  expect(await kept()).toHaveLength(1);
  await expire(later(1));
  expect(await kept()).toHaveLength(0);
});

it('senders, templates and budgets have events', async () => {
  const after = await head();
  await test.sql(`update senders set paused = true, paused_reason = 'requested'`);
  await test.sql(`update senders set paused = false, paused_reason = null, throttled_rate = 10, throttled_at = now()`);
  await test.sql(`update senders set throttled_rate = null, throttled_at = null`);
  await test.sql(`update templates set approval_status = 'approved'`);
  expect((await since(after)).map(({ type }) => type)).toEqual([
    'sender.paused',
    'sender.resumed',
    'sender.throttled',
    'template.approval_changed',
  ]);
});

it('partitions are made ahead and dropped by age, and a day without one loses nothing', async () => {
  const id = await accepted();
  await test.store.advanceEvents();
  const partitions = async () =>
    (await test.sql(`select relname from pg_class where relname ~ '^event_log_2' and relkind = 'r' order by 1`)).map(
      ({ relname }) => relname,
    );
  await test.store.keepEventPartitions(new Date(0));
  // Today's events are in the partition of the days without one, so only the next days have their own.
  expect(await partitions()).toHaveLength(3);
  await test.store.keepEventPartitions(new Date(Date.now() + 2 * 24 * 3_600_000));
  expect(await test.store.findEventRange()).toMatchObject({ first: (await head()) + 1 });
  await test.store.keepEventPartitions(new Date(0));
  expect(await partitions()).toHaveLength(4);
  const after = await head();
  await test.sql(`update messages set status = 'canceled' where id = $1`, [id]);
  expect(await since(after)).toMatchObject([{ type: 'message.canceled', sequence: after + 1 }]);
});

it('a role without rights on the schema makes partitions', async () => {
  await test.sql(`create role plain_events login`);
  await test.sql('grant select, insert, update, delete on all tables in schema public to plain_events');
  await test.sql('set role plain_events');
  await test.sql('select make_event_partitions(5)');
  await test.sql('reset role');
  await test.sql('drop owned by plain_events');
  await test.sql('drop role plain_events');
  expect(await test.sql(`select from pg_class where relname ~ '^event_log_2' and relkind = 'r'`)).not.toHaveLength(0);
});
