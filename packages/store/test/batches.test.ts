import type { Recording, Settlement } from '@recado/messaging';
import { openDatabase } from '@recado/testing';
import fc from 'fast-check';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRecord } from '../src/messages/record-outcome.ts';
import { makeSettleMessage } from '../src/messages/settle.ts';
import { settleSession } from '../src/postgres/pool.ts';
import { later, message, noon, sender, settlement, submitted, throttled, unknown } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

/** Two databases that get the same calls: one at once, the other one after the other. */
let stores: [TestStore, TestStore];
beforeAll(async () => {
  stores = await Promise.all([openTestStore(), openTestStore()]);
  for (const { store } of stores)
    await store.seedSenders([sender(), sender({ id: 'texts', channel: 'sms', address: '+14155550100' })]);
});
afterAll(() => Promise.all(stores.map((test) => test[Symbol.asyncDispose]())));

const numberOf = (person: number) => `+55119${80_000_000 + person}`;

const standIn = () => ({
  id: uuidv7(),
  senderId: 'texts',
  content: { kind: 'body', body: 'Recebemos o seu pedido' } as const,
  segments: 2,
});

const rejected = (messageId: string, change: object): Recording => ({
  messageId,
  attempt: 1,
  at: later(100),
  outcome: { kind: 'rejected', code: 63_024, message: 'Invalid recipient' },
  statusUpdate: { status: 'failed', errorCode: 63_024, errorMessage: 'Invalid recipient', ...change },
});

const recordings: ((id: string) => Recording)[] = [
  submitted,
  unknown,
  (id) => throttled(id, true),
  (id) => throttled(id, false),
  (id) => rejected(id, {}),
  (id) => rejected(id, { smsMayHelp: true }),
  (id) => rejected(id, { optsOut: true }),
  (id) => ({ ...submitted(id), attempt: 2 }),
];

const reports: ((id: string) => Settlement)[] = [
  (messageId) => settlement({ messageId, status: 'sent' }),
  (messageId) => settlement({ messageId, status: 'delivered', at: later(6_000) }),
  (messageId) => settlement({ messageId, status: 'read', at: later(7_000) }),
  (messageId) => settlement({ messageId, status: 'undelivered', errorCode: 63_024, smsMayHelp: true }),
  (messageId) => settlement({ messageId, status: 'failed', errorCode: 63_013, errorMessage: 'Policy' }),
  (messageId) => settlement({ messageId, status: 'failed', errorCode: 21_610, optsOut: true }),
  (messageId) => settlement({ messageId, status: 'canceled' }),
];

type Case = {
  /** The message was accepted; then its request went out, or some calls came already. */
  before: ('claim' | number)[];
  hasFallback: boolean;
  call: number;
};

const caseOf = (calls: number): fc.Arbitrary<Case> =>
  fc.record({
    before: fc.oneof(
      fc.constantFrom<Case['before'][]>([], ['claim']),
      fc.integer({ min: 0, max: reports.length - 1 }).map((report): Case['before'] => ['claim', report]),
    ),
    hasFallback: fc.boolean(),
    call: fc.integer({ min: 0, max: calls - 1 }),
  });

type Verb = 'record' | 'settleMessage';

const callOf = (verb: Verb, { store }: TestStore, id: string, call: number): Promise<unknown> => {
  const [recording, report] = [recordings[call], reports[call]];
  if (verb === 'record' && recording) return store.record(recording(id));
  if (verb === 'settleMessage' && report) return store.settleMessage(report(id));
  throw new Error('There is no such call');
};

/** Each message is of a person of its own. */
const arrange = async (cases: Case[]): Promise<string[]> => {
  const made = cases.map(({ hasFallback }, person) =>
    message({ to: numberOf(person), ...(hasFallback && { fallback: standIn() }) }),
  );
  for (const test of stores) {
    await test.sql('truncate messages, message_events, twilio_sids, fallbacks, suppressions cascade');
    for (const [index, each] of made.entries()) {
      await test.store.insertMessage(each);
      for (const step of cases[index]?.before ?? [])
        await (step === 'claim' ? test.claim(each.id, noon) : callOf('settleMessage', test, each.id, step));
    }
  }
  return made.map(({ id }) => id);
};

const rowsOf = async ({ sql }: TestStore) => ({
  messages: await sql(
    `select to_jsonb(messages) - '{to_sealed,content_sealed}'::text[] as row from messages order by id`,
  ),
  events: await sql(`
    select to_jsonb(message_events) - 'id' as row from message_events
    order by message_id, at, type, status, attempt, twilio_sid, error_code`),
  optOuts: await sql('select * from suppressions order by to_index, channel'),
  audit: await sql(`select to_jsonb(audit_log) - 'id' as row from audit_log order by object`),
  fallbacks: await sql(
    `select to_jsonb(fallbacks) - '{to_sealed,content_sealed}'::text[] as row from fallbacks order by message_id`,
  ),
});

describe.each([
  ['record', recordings],
  ['settleMessage', reports],
] as const)('calls of %s that share a statement', (verb, { length }) => {
  it('leave the same rows as one after the other', async () => {
    const cases = fc.array(caseOf(length), { minLength: 20, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        const ids = await arrange(given);
        const [together, apart] = stores;
        const calls = given.map(({ call }, index) => [ids[index] ?? '', call] as const);
        const answers = await Promise.all(calls.map(([id, call]) => callOf(verb, together, id, call)));
        for (const [index, [id, call]] of calls.entries())
          expect(await callOf(verb, apart, id, call)).toEqual(answers[index]);
        expect(await rowsOf(together)).toEqual(await rowsOf(apart));
      }),
      { numRuns: 6, endOnFailure: true },
    );
  });
});

type Statement = { text: string; values: unknown[] };

/** Returns the statement that a verb makes of some calls, which is not run. */
const statementOf = async (run: (pool: Pool) => Promise<unknown>): Promise<Statement> => {
  const made: Statement[] = [];
  const query = async (statement: Statement | string) => {
    // A text alone asks for the partition.
    if (typeof statement === 'string') return { rows: [{ is_usable: true }] };
    made.push(statement);
    return { rows: [] };
  };
  await run({ query, emit: () => false } as unknown as Pool);
  const [statement, ...others] = made;
  if (!statement || others.length) throw new Error('The calls did not share one statement');
  return statement;
};

type Node = { Plans?: Node[]; [figure: string]: unknown };

/** All rows that the nodes of a plan touched, those included that a join or a filter dropped. */
const rowsTouched = ({ Plans = [], ...node }: Node): number => {
  const figure = (name: string) => Number(node[name] ?? 0);
  const each = figure('Actual Rows') + figure('Rows Removed by Join Filter') + figure('Rows Removed by Filter');
  return each * figure('Actual Loops') + Plans.reduce((sum, plan) => sum + rowsTouched(plan), 0);
};

const verbs = {
  record: (ids: string[]) => (pool: Pool) => {
    const record = makeRecord({ pool });
    return Promise.all(ids.map((id) => record(submitted(id))));
  },
  settleMessage: (ids: string[]) => (pool: Pool) => {
    const settle = makeSettleMessage(pool);
    return Promise.all(ids.map((messageId) => settle(settlement({ messageId, status: 'delivered' }))));
  },
};

describe.each(['record', 'settleMessage'] as const)('the statement of %s', (verb) => {
  it('touches rows in proportion to its calls, not to their square', async () => {
    const [test] = stores;
    await using client = await openDatabase(test.url);
    await settleSession()(client);
    const touchedBy = async (count: number) => {
      const ids = await arrange(
        Array.from({ length: count }, () => ({ before: ['claim'], hasFallback: true, call: 0 })),
      );
      // Autovacuum does so at any moment. Without it, the plan depends on that moment.
      await client.query('analyze');
      const { text, values } = await statementOf(verbs[verb](ids));
      const { rows } = await client.query(`explain (analyze, format json) ${text}`, values);
      return rowsTouched(rows[0]['QUERY PLAN'][0].Plan);
    };
    const [few, many] = [await touchedBy(60), await touchedBy(200)];
    expect(few).toBeGreaterThan(60);
    expect(many / few).toBeLessThan(4);
  });
});

it('a batch takes in a message that another transaction changes while it waits', async () => {
  const [test] = stores;
  const ids = await arrange(Array.from({ length: 5 }, () => ({ before: ['claim'], hasFallback: false, call: 0 })));
  await using other = await openDatabase(test.url);
  await other.query('begin');
  await other.query('update messages set segments = 7 where id = $1', [ids[2]]);
  const recorded = Promise.all(ids.map((id) => test.store.record(submitted(id))));
  const isWaiting = async () => (await test.sql(`select from pg_stat_activity where wait_event_type = 'Lock'`)).length;
  await expect.poll(isWaiting).toBeGreaterThan(0);
  await other.query('commit');
  await recorded;
  for (const id of ids) expect((await test.store.loadMessage(id))?.message).toMatchObject({ status: 'sent' });
});
