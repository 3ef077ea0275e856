import { openDatabase } from '@recado/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startSystem } from './support/system.ts';

const seconds = 15;
const windows = 4;
/** Each further worker may add so many transactions per second. It adds 0.3 to 0.5, and the others vary. */
const most = 0.7;

/** Returns the transactions per second of a system whose workers have nothing to do, once all of them have settled. */
const measure = async (workers: number): Promise<number> => {
  // With the queue in PostgreSQL, idle workers ask for all that they ask for with Redis, and for jobs.
  await using system = await startSystem('postgresql');
  await using database = await openDatabase(system.env['DATABASE_URL'] ?? '');
  const countTransactions = async (): Promise<number> => {
    const { rows } = await database.query<{ count: number }>(
      `select (xact_commit + xact_rollback)::int as count from pg_stat_database where datname = current_database()`,
    );
    return rows[0]?.count ?? 0;
  };
  await Promise.all(Array.from({ length: workers }, () => system.startWorker()));
  await sleep(15_000);
  const rates: number[] = [];
  for (let window = 0; window < windows; window += 1) {
    const before = await countTransactions();
    await sleep(seconds * 1_000);
    rates.push(((await countTransactions()) - before) / seconds);
  }
  // On a busy machine, workers are busy with their start for long.
  return Math.min(...rates);
};

it('ten workers that have nothing to do ask little more of PostgreSQL than one', async () => {
  const [withOne = 0, withTen = 0] = await Promise.all([1, 10].map(measure));
  expect((withTen - withOne) / 9, `${withOne} with one, ${withTen} with ten`).toBeLessThan(most);
});
