import { createTestDatabase, openDatabase, startProcess } from '@recado/testing';
import { expect, it } from 'vitest';

const schemasAfter = async (env: Record<string, string>) => {
  await using database = await createTestDatabase();
  await using migrating = startProcess('apps/cli/src/main.ts', { DATABASE_URL: database.url, ...env }, ['migrate']);
  const { code } = await migrating.ended;
  await using client = await openDatabase(database.url);
  const { rows } = await client.query<{ messages: boolean; queue: boolean }>(
    `select to_regclass('messages') is not null as messages, to_regclass('recado_queue.job') is not null as queue`,
  );
  return { code, ...rows[0] };
};

it('recado migrate makes the tables and the schema of the queue', async () => {
  expect(await schemasAfter({})).toEqual({ code: 0, messages: true, queue: true });
});

it('recado migrate makes no schema for a queue that is on Redis', async () => {
  expect(await schemasAfter({ REDIS_URL: 'redis://127.0.0.1:1' })).toEqual({ code: 0, messages: true, queue: false });
});
