import { loadConfig, RedisEnv } from '@recado/runtime';
import type { Command } from 'commander';
import { withDatabase } from '../database.ts';

export const addMigrate = (program: Command): void => {
  program
    .command('migrate')
    .description('migrate the database schema to this version; the API also does this when it starts')
    .addHelpText(
      'after',
      '\nMIGRATE_DATABASE_URL or DATABASE_URL selects the database (default: the one of `recado up`).\nWithout REDIS_URL, it also migrates the schema of the queue in that database.\nYou can run it several times at once.',
    )
    .action(async () => {
      await withDatabase(async (url) => {
        const { migrate } = await import('@recado/store');
        const done = await migrate(url);
        if (!loadConfig(RedisEnv).REDIS_URL) await migrateQueueOf(url);
        console.log([...done.map((name) => `applied ${name}`), 'The schema is up to date.'].join('\n'));
      }, 'migrate');
    });
};

/** BullMQ is loaded only here, because it takes longer than most commands. */
const migrateQueueOf = async (url: string): Promise<void> => {
  const { migrateQueue } = await import('@recado/queue');
  await migrateQueue(url);
};
