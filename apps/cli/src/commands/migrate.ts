import { migrate } from '@recado/store';
import type { Command } from 'commander';
import { withDatabase } from '../database.ts';

export const addMigrate = (program: Command): void => {
  program
    .command('migrate')
    .description('bring the schema of the database up to date; the API does so too when it starts')
    .addHelpText(
      'after',
      '\nMIGRATE_DATABASE_URL or DATABASE_URL says which; without them, that of `recado up`. Many may run at the same time.',
    )
    .action(async () => {
      await withDatabase(async (url) => {
        const done = await migrate(url);
        console.log([...done.map((name) => `did ${name}`), 'The schema is up to date.'].join('\n'));
      }, 'migrate');
    });
};
