import { Status } from '@recado/contract';
import { canMove, retryableStatuses } from '@recado/messaging';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { message, sender } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
let recado: pg.Client;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
  recado = new pg.Client({ connectionString: test.url, application_name: 'recado test' });
  await recado.connect();
});
afterAll(async () => {
  await recado.end();
  await test[Symbol.asyncDispose]();
});

const pairs = Status.options.flatMap((from) =>
  Status.options.filter((to) => to !== from).map((to) => ({ from, to, legal: canMove(from, to) })),
);

/** A message in a status, put there behind the store's back. */
const messageIn = async (status: Status): Promise<string> => {
  const made = message();
  await test.store.insertMessage(made);
  await test.sql('update messages set status = $2, attempts = 1, twilio_sid = $3 where id = $1', [
    made.id,
    status,
    `SM${made.id}`,
  ]);
  return made.id;
};

const isDone = (statement: string, values: unknown[]): Promise<boolean> =>
  recado.query(statement, values).then(
    () => true,
    () => false,
  );

describe('the database of a test', () => {
  it.each(pairs)('lets a message go from $from to $to: $legal', async ({ from, to, legal }) => {
    const id = await messageIn(from);
    expect(await isDone('update messages set status = $2 where id = $1', [id, to])).toBe(legal);
  });

  it.each(Status.options)('lets a retry begin again from %s only if that can be retried', async (from) => {
    const id = await messageIn(from);
    const retry = `update messages set status = 'accepted', attempts_before = attempts where id = $1`;
    const isLegal = from === 'accepted' || canMove(from, 'accepted') || retryableStatuses.includes(from);
    expect(await isDone(retry, [id])).toBe(isLegal);
  });

  it.each(['sent', 'delivered', 'read', 'undelivered', 'failed'] as const)(
    'lets a message that loses its SID be in doubt again from sent alone: %s',
    async (from) => {
      const id = await messageIn(from);
      const release = `update messages set status = 'sending', twilio_sid = null where id = $1`;
      expect(await isDone(release, [id])).toBe(from === 'sent');
    },
  );

  it('lets a late callback settle an unknown outcome', async () => {
    const id = await messageIn('failed');
    await test.sql(`update messages set reason = 'outcome_unknown' where id = $1`, [id]);
    expect(await isDone(`update messages set status = 'delivered' where id = $1`, [id])).toBe(true);
  });

  it('knows the connections of a store by their name', async () => {
    await test.store.checkReady();
    const unnamed = await test.sql(
      `select application_name from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and application_name not like 'recado%'`,
    );
    expect(unnamed).toEqual([]);
  });
});
