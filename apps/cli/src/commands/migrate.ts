import { migrate } from '@recado/store';
import type { Command } from 'commander';
import { withDatabase } from '../database.ts';

export const addMigrate = (program: Command): void => {
  program
    .command('migrate')
    .description('migrate the database schema to this version; the API also does this when it starts')
    .addHelpText(
      'after',
      '\nMIGRATE_DATABASE_URL or DATABASE_URL selects the database (default: the one of `recado up`).\nYou can run it several times at once.',
    )
    .action(async () => {
      await withDatabase(async (url) => {
        const done = await migrate(url);
        console.log([...done.map((name) => `applied ${name}`), 'The schema is up to date.'].join('\n'));
      }, 'migrate');
    });
};
