import { applyRetention, keepsAll } from '@recado/messaging';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { later, message, noon, sender } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

const day = 24 * 3_600_000;
const old = 20_000;

/** Delivered two days ago, each with two events. */
const fill = [
  `insert into messages (
    id, created_at, due_at, status, channel, category, sender_id, to_index, to_sealed, content_sealed, metadata, twilio_sid
  )
  select
    (lpad(to_hex(1700000000000 + n), 12, '0') || '7000800000000000' || lpad(to_hex(n % 65536), 4, '0'))::uuid,
    '2026-11-20', '2026-11-20', 'delivered', 'whatsapp', 'utility', 'store', sha256(n::text::bytea),
    decode(repeat('11', 48), 'hex'), decode(repeat('11', 120), 'hex'), '{"name": "Ana"}', 'SM' || n
  from generate_series(1, ${old}) as n`,
  `insert into message_events (message_id, id, at, type, twilio_sid)
  select messages.id, gen_random_uuid(), '2026-11-20', 'submitted', twilio_sid from messages, generate_series(1, 2)`,
];

const remaining = `
  select count(*) filter (where octet_length(content_sealed) > 0)::int as contents,
    count(*) filter (where octet_length(to_sealed) > 0)::int as numbers,
    (select count(*)::int from message_events) as events,
    (select count(*)::int from twilio_erasures) as copies
  from messages where created_at < '2026-11-21'`;

let test: TestStore;
beforeEach(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
  for (const statement of fill) await test.sql(statement);
  await test.sql('vacuum (analyze) messages');
  await test.store.changeSettings(
    { retentionDays: { ...keepsAll, content: 1, numbers: 1, events: 1 }, twilioCopy: 'delete' },
    noon,
  );
});
afterEach(() => test[Symbol.asyncDispose]());

/** Runs maintenance rounds until one finds nothing; `batches` gets the rows that each statement read. */
const retain = async (batches: number[] = []) => {
  const store = test.another();
  const expireNext: typeof store.expireNext = async (expiry) => {
    const seen = await store.expireNext(expiry);
    batches.push(seen);
    return seen;
  };
  const round = () => applyRetention({ ...store, clock: () => noon, expireNext }, new AbortController().signal);
  while (Object.keys(await round()).length);
};

it('thousands of old messages are deleted in batches, while others are accepted and claimed without waiting for a lock', async () => {
  const batches: number[] = [];
  const progress = { isOver: false };
  const retained = retain(batches).finally(() => (progress.isOver = true));
  // As a claim would be held up by it: a tenth of a second of waiting is an error.
  const url = new URL(test.url);
  url.searchParams.set('lock_timeout', '100');
  const sending = test.another({ databaseUrl: url.href });
  let claimed = 0;
  while (!progress.isOver) {
    const made = Array.from({ length: 20 }, () => message());
    await Promise.all(made.map((one) => sending.insertMessage(one)));
    const claims = await Promise.all(made.map(({ id }) => test.claim(id, later(day), sending)));
    expect(claims.map(({ kind }) => kind)).toEqual(made.map(() => 'claimed'));
    claimed += claims.length;
  }
  await retained;
  expect(claimed).toBeGreaterThan(0);
  expect(Math.max(...batches)).toBe(1_000);
  expect(await test.sql(remaining)).toEqual([{ contents: 0, numbers: 0, events: 0, copies: old }]);
});

const before = new Date(noon.getTime() - day);
const expiry = { kind: 'content', before, at: noon, limit: 1_000 } as const;
const untouched = { contents: old, numbers: old, events: 2 * old, copies: 0 };

it('a worker that is killed in the middle of a batch leaves all of it to the next one', async () => {
  const killed = test.another();
  for (let batch = 0; batch < 5; batch += 1) await killed.expireNext(expiry);
  await test.sql(
    `create function dawdle() returns trigger language plpgsql as 'begin perform pg_sleep(8); return null; end'`,
  );
  await test.sql('create trigger dawdle before delete on fallbacks for each statement execute function dawdle()');
  const pending = killed.expireNext(expiry).catch((error: unknown) => String(error));
  const asleep = `select pid from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`;
  await expect.poll(() => test.sql(asleep)).toHaveLength(1);
  await test.sql(`select pg_terminate_backend(pid) from (${asleep}) as dawdler`);
  expect(await pending).toMatch(/Unavailable|terminat/i);
  await test.sql('drop trigger dawdle on fallbacks');
  expect(await test.sql(remaining)).toEqual([{ ...untouched, contents: old - 5_000, copies: 5_000 }]);
  await retain();
  expect(await test.sql(remaining)).toEqual([{ contents: 0, numbers: 0, events: 0, copies: old }]);
});

it('a batch that would have to wait gives up as a whole, and skips locked rows', async () => {
  await test.sql('begin');
  await test.sql('lock table fallbacks in exclusive mode');
  await expect(test.another().expireNext(expiry)).rejects.toMatchObject({ cause: { code: '55P03' } });
  await test.sql('rollback');
  expect(await test.sql(remaining)).toEqual([untouched]);

  await test.sql('begin');
  await test.sql('select from messages order by id limit 10 for update');
  expect(await test.another().expireNext(expiry)).toBe(1_000);
  await test.sql('rollback');
  expect(await test.sql(remaining)).toEqual([{ ...untouched, contents: old - 990, copies: 990 }]);
  expect(await test.sql('select count(*)::int as left from retention_left')).toEqual([{ left: 10 }]);
});
