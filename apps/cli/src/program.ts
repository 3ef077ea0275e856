import { Command, type CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { addAudit } from './commands/audit.ts';
import { addCampaign } from './commands/campaign/index.ts';
import { addConsents } from './commands/consents.ts';
import { addContacts } from './commands/contacts.ts';
import { addDemo } from './commands/demo.ts';
import { addKeys } from './commands/keys.ts';
import { addMigrate } from './commands/migrate.ts';
import { addPrices } from './commands/prices.ts';
import { addRestored } from './commands/restored.ts';
import { addSend } from './commands/send.ts';
import { addSettings } from './commands/settings.ts';
import { addTemplates } from './commands/templates.ts';
import { addUp } from './commands/up.ts';

/** All commands of `recado`. */
export const makeProgram = (): Command => {
  const program = new Command('recado')
    .description('Sends WhatsApp and SMS messages through Twilio: none lost, none sent twice.')
    .version(manifest.version)
    .showHelpAfterError('Try --help.')
    .exitOverride(leave);
  for (const add of commands) add(program);
  return program;
};

const commands = [
  addUp,
  addDemo,
  addSend,
  addCampaign,
  addConsents,
  addContacts,
  addTemplates,
  addPrices,
  addSettings,
  addAudit,
  addMigrate,
  addRestored,
  addKeys,
];

/** Commander has said what is wrong; 2 is for a command line that cannot be meant. */
const leave = ({ exitCode }: CommanderError): never => process.exit(exitCode === 0 ? 0 : 2);
