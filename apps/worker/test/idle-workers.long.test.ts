import { hasRedis, openDatabase } from '@recado/testing';
import { expect, it } from 'vitest';
import { startSystem } from './support/system.ts';

const engine = hasRedis() ? 'redis' : 'postgresql';
const seconds = 20;
/** Transactions per second that each further worker may add. */
const most = 0.5;

it('ten workers that have nothing to do ask little more of PostgreSQL than one', { timeout: 180_000 }, async () => {
  await using system = await startSystem(engine);
  await using database = await openDatabase(system.env['DATABASE_URL'] ?? '');
  const countTransactions = async (): Promise<number> => {
    const { rows } = await database.query<{ count: number }>(
      `select (xact_commit + xact_rollback)::int as count from pg_stat_database where datname = current_database()`,
    );
    return rows[0]?.count ?? 0;
  };
  const measure = async (): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, 15_000));
    const before = await countTransactions();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    return ((await countTransactions()) - before) / seconds;
  };
  await system.startWorker();
  const withOne = await measure();
  await Promise.all(Array.from({ length: 9 }, () => system.startWorker()));
  const withTen = await measure();
  expect((withTen - withOne) / 9).toBeLessThan(most);
});
