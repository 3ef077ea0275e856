import { Command, type CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { addAudit } from './commands/audit.ts';
import { addCampaign } from './commands/campaign/index.ts';
import { addConsents } from './commands/consents.ts';
import { addContacts } from './commands/contacts.ts';
import { addDemo } from './commands/demo.ts';
import { addInbound } from './commands/inbound.ts';
import { addKeys } from './commands/keys.ts';
import { addMigrate } from './commands/migrate.ts';
import { addPrices } from './commands/prices.ts';
import { addRestored } from './commands/restored.ts';
import { addSend } from './commands/send.ts';
import { addSettings } from './commands/settings.ts';
import { addTemplates } from './commands/templates.ts';
import { addTwilio } from './commands/twilio.ts';
import { addUp } from './commands/up.ts';
import { environmentAndExitCodes } from './help.ts';

/** Makes the program with all commands of `recado`. */
export const makeProgram = (): Command => {
  const program = new Command('recado')
    .description('Sends WhatsApp and SMS messages through Twilio: none is lost, and none is sent twice.')
    .version(manifest.version)
    .showHelpAfterError('Use --help to see the options.')
    .addHelpText('afterAll', ({ command }) => environmentAndExitCodes(command))
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
  addInbound,
  addTemplates,
  addPrices,
  addSettings,
  addAudit,
  addMigrate,
  addRestored,
  addKeys,
  addTwilio,
];

/** Uses exit code 2 for an invalid command line. Commander has already printed the error. */
const leave = ({ exitCode }: CommanderError): never => process.exit(exitCode === 0 ? 0 : 2);
