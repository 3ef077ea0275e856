import { Command } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { addDemo } from './commands/demo.ts';
import { addKeys } from './commands/keys.ts';
import { addMigrate } from './commands/migrate.ts';
import { addSend } from './commands/send.ts';
import { addTemplates } from './commands/templates.ts';
import { addUp } from './commands/up.ts';

/** All commands of `recado`. */
export const makeProgram = (): Command => {
  const program = new Command('recado')
    .description('Sends WhatsApp and SMS messages through Twilio: none lost, none sent twice.')
    .version(manifest.version)
    .showHelpAfterError('Try --help.');
  for (const add of [addUp, addDemo, addSend, addTemplates, addMigrate, addKeys]) add(program);
  return program;
};
