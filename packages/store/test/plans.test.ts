import type { MessageFilter } from '@recado/messaging';
import { Kysely, PostgresDialect, sql, type SelectQueryBuilder } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeBlindIndex } from '../src/encryption/blind-index.ts';
import { selectDue, selectUpcoming, selectWaiting } from '../src/messages/backlog.ts';
import { selectMessages } from '../src/messages/find.ts';
import { settleSession } from '../src/postgres/pool.ts';
import { isOfMessage } from '../src/postgres/sql.ts';
import type { Schema } from '../src/schema/index.ts';
import { consent, later, message, noon, settlement, submitted } from './support/samples.ts';
import { keys, openTestStore, type TestStore } from './support/test-store.ts';

const rows = 50_000;

/** A table as it is after a while: nearly all delivered, a few waiting, failed or in a campaign. */
const fill = `
  insert into messages (
    id, created_at, due_at, status, channel, category, sender_id, to_index, to_sealed, content_sealed,
    reference, campaign_id, error_code
  )
  select
    (lpad(to_hex(1700000000000 + n), 12, '0') || '7000800000000000' || lpad(to_hex(n % 65536), 4, '0'))::uuid,
    to_timestamp(1700000000 + n), to_timestamp(1700000000 + n + case when n % 400 = 0 then 100000000 else 0 end),
    (case when n % 100 = 0 then 'accepted' when n % 100 = 1 then 'failed' else 'delivered' end)::message_status,
    'whatsapp', 'utility', 'store', sha256((n / 5)::text::bytea), 
    decode(repeat('00', 48), 'hex'), decode(repeat('00', 120), 'hex'),
    'order ' || n, case when n % 50 = 0 then gen_random_uuid() end, case when n % 100 = 1 then 30000 + n % 7 end
  from generate_series(1, ${rows}) as n`;

let test: TestStore;
let db: Kysely<Schema>;
let wholes: Map<unknown, unknown>;
beforeAll(async () => {
  test = await openTestStore();
  await test.sql(
    `insert into senders values ('store', 'whatsapp', '+551150289876', 80, null, false, null, now(), now())`,
  );
  await test.sql(fill);
  await test.sql('vacuum (analyze) messages');
  wholes = await findWholes();
  db = new Kysely({
    dialect: new PostgresDialect({
      pool: new pg.Pool({ connectionString: test.url, max: 1, onConnect: settleSession() }),
    }),
  });
});
afterAll(async () => {
  await db.destroy();
  await test[Symbol.asyncDispose]();
});

type Plan = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
};
type Explained = { 'QUERY PLAN': [{ Plan: Plan }] };

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

const explain = async (query: Pick<SelectQueryBuilder<Schema, 'messages', object>, 'explain'>) => {
  const [explained] = await query.explain<Explained>('json');
  const nodes = nodesOf(explained?.['QUERY PLAN'][0].Plan ?? { 'Node Type': 'none' });
  const used = nodes.flatMap((node) => node['Index Name'] ?? []);
  return {
    scans: nodes.map((node) => node['Node Type']).filter((type) => type === 'Seq Scan'),
    indexes: [...new Set(used.map((index) => wholes.get(index)))],
  };
};

/** The index of the whole table to which one of a partition belongs. The primary keys of the partitions have none. */
const findWholes = async (): Promise<Map<unknown, unknown>> => {
  const pairs = await test.sql(`
    select part.relname as part, whole.relname as whole
    from pg_inherits join pg_class as part on part.oid = inhrelid join pg_class as whole on whole.oid = inhparent
    where whole.relkind = 'I'
    union all
    select conname, 'messages_pkey' from pg_constraint join pg_inherits on inhrelid = conrelid
    where inhparent = 'messages'::regclass and contype = 'p'`);
  return new Map(pairs.map(({ part, whole }) => [part, whole]));
};

const indexOf = makeBlindIndex(keys.indexKey);

describe(`in a table of ${rows} messages`, () => {
  it.each<[string, Omit<MessageFilter, 'limit'>, string]>([
    ['the newest', {}, 'messages_pkey'],
    ['those of a rare status', { status: 'failed' }, 'messages_by_status'],
    ['those of a status that none has', { status: 'undelivered' }, 'messages_by_status'],
    ['a person’s', { to: '+5511987654321' }, 'messages_by_recipient'],
    ['those of a reference', { reference: 'order 4711' }, 'messages_by_reference'],
    ['a campaign’s', { campaign_id: '01900000-0000-7000-8000-00000000000c' }, 'messages_by_campaign'],
    ['those of an error', { error_code: 30003 }, 'messages_by_error'],
  ])('a list of %s %o reads %s', async (_what, filter, index) => {
    const plan = await explain(selectMessages(db, indexOf, { limit: 50, ...filter }));
    expect(plan).toEqual({ scans: [], indexes: [index] });
  });

  it('one message and its events are planned with their partitions only', async () => {
    const id = '018bcfe5-6800-7000-8000-000000000000';
    const partitionsOf = async (query: { explain: Parameters<typeof explain>[0]['explain'] }) => {
      const [explained] = await query.explain<Explained>('json');
      return nodesOf(explained?.['QUERY PLAN'][0].Plan ?? { 'Node Type': 'none' }).flatMap(
        (node) => node['Relation Name'] ?? [],
      );
    };
    expect(await partitionsOf(db.selectFrom('messages').selectAll().where(isOfMessage(id)))).toEqual([
      'messages_default',
    ]);
    expect(
      await partitionsOf(db.selectFrom('message_events').selectAll().where(isOfMessage(id, 'message_id'))),
    ).toEqual(['message_events_default']);
  });

  it('what waits is found by its index, from any place in the walk', async () => {
    const due = new Date();
    for (const after of [undefined, '018bcfe5-6800-7000-8000-000000000000']) {
      const plan = await explain(selectWaiting(db, due, after, 1000));
      expect(plan).toEqual({ scans: [], indexes: ['messages_by_status'] });
    }
  });

  it('what is due is found by the time, however much is scheduled, from any place in the walk', async () => {
    const page = (after?: string) => ({ until: new Date(), campaignsUntil: new Date(), after });
    await test.sql(`analyze senders`);
    for (const after of [undefined, '2023-11-15 12:00:00.123456+00/018bcfe5-6800-7000-8000-000000000000']) {
      const { rows: explained } =
        await sql<Explained>`explain (format json, analyze) ${selectDue(page(after), 1000)}`.execute(db);
      const nodes = nodesOf(explained[0]?.['QUERY PLAN'][0].Plan ?? { 'Node Type': 'none' });
      const scans = nodes.filter((node) => node['Index Name']?.startsWith('messages'));
      expect([...new Set(scans.map((node) => wholes.get(node['Index Name'])))]).toEqual([
        'messages_due',
        'messages_due_of_campaigns',
      ]);
      for (const scan of scans) expect(scan['Rows Removed by Filter'] ?? 0).toBe(0);
    }
  });

  it('what is scheduled is found by its own index, from any place in the walk', async () => {
    for (const after of [undefined, '2026-11-22 12:00:00.123456+00/018bcfe5-6800-7000-8000-000000000000']) {
      const plan = await explain(selectUpcoming(db, new Date(), after, 1000));
      expect(plan).toEqual({ scans: [], indexes: ['messages_upcoming'] });
    }
  });

  it('messages without a price are found by the summary of the times of sending', async () => {
    const worker = test.another();
    await worker.findUnpriced({ ageSeconds: 120, from: noon, until: later(60_000) }, 10);
    await worker[Symbol.asyncDispose]();
    const scans = `
      select max(idx_scan)::int as idx_scan from pg_stat_user_indexes join pg_inherits on inhrelid = indexrelid
      where inhparent = 'messages_by_sending'::regclass`;
    await expect.poll(() => test.sql(scans)).toEqual([{ idx_scan: 1 }]);
  });

  it.each(['utility', 'marketing'] as const)(
    'a %s message is claimed, recorded and settled without a look at the others',
    async (category) => {
      const { id, to } = message();
      await test.store.insertConsent(consent(to));
      // The vacuum before has read the whole table.
      await test.sql('select pg_stat_force_next_flush()');
      await test.sql('select pg_stat_reset()');
      const worker = test.another();
      await worker.insertMessage(
        message({ id, category, ...(category === 'marketing' && { windowUntil: later(1_000) }) }),
      );
      expect(await test.claim(id, noon, worker)).toMatchObject({ kind: 'claimed' });
      await worker.record(submitted(id));
      await worker.settleMessage(settlement({ messageId: id, status: 'delivered' }));
      // The server publishes a connection's counts when it ends.
      await worker[Symbol.asyncDispose]();
      const counted = async () => {
        const [row] = await test.sql(
          `select sum(seq_scan)::int as seq_scan, sum(idx_scan)::int as idx_scan from pg_stat_user_tables
          where relname ~ '^messages_'`,
        );
        return row;
      };
      await expect.poll(counted).toEqual({ seq_scan: 0, idx_scan: expect.toSatisfy((n) => n >= 5) });
    },
  );
});
