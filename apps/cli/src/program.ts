import { Command, type CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { environmentAndExitCodes } from './help.ts';

/** Makes `recado` with one command, or with all of them if `name` is none of them, as for `--help`. */
export const makeProgram = async (name = ''): Promise<Command> => {
  const program = new Command('recado')
    .description('Sends WhatsApp and SMS messages through Twilio: none is lost, and none is sent twice.')
    .version(manifest.version)
    .showHelpAfterError('Use --help to see the options.')
    .addHelpText('afterAll', ({ command }) => environmentAndExitCodes(command))
    .exitOverride(leave);
  const loads = Object.hasOwn(commands, name) ? [commands[name]] : Object.values(commands);
  for (const load of loads) (await load?.())?.(program);
  return program;
};

/** Loads a command only if the command line names it, because most commands need neither PostgreSQL nor Twilio's library. */
const commands: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  up: async () => (await import('./commands/up.ts')).addUp,
  demo: async () => (await import('./commands/up.ts')).addDemo,
  send: async () => (await import('./commands/send.ts')).addSend,
  messages: async () => (await import('./commands/messages.ts')).addMessages,
  campaign: async () => (await import('./commands/campaign/index.ts')).addCampaign,
  consents: async () => (await import('./commands/consents.ts')).addConsents,
  contacts: async () => (await import('./commands/contacts.ts')).addContacts,
  inbound: async () => (await import('./commands/inbound.ts')).addInbound,
  events: async () => (await import('./commands/events.ts')).addEvents,
  webhooks: async () => (await import('./commands/webhooks.ts')).addWebhooks,
  listen: async () => (await import('./commands/listen.ts')).addListen,
  templates: async () => (await import('./commands/templates.ts')).addTemplates,
  senders: async () => (await import('./commands/senders.ts')).addSenders,
  prices: async () => (await import('./commands/prices.ts')).addPrices,
  settings: async () => (await import('./commands/settings.ts')).addSettings,
  audit: async () => (await import('./commands/audit.ts')).addAudit,
  migrate: async () => (await import('./commands/migrate.ts')).addMigrate,
  restored: async () => (await import('./commands/restored.ts')).addRestored,
  keys: async () => (await import('./commands/keys.ts')).addKeys,
  users: async () => (await import('./commands/users.ts')).addUsers,
  doctor: async () => (await import('./commands/doctor.ts')).addDoctor,
  twilio: async () => (await import('./commands/twilio.ts')).addTwilio,
};

/** Uses exit code 2 for an invalid command line. Commander has already printed the error. */
const leave = ({ exitCode }: CommanderError): never => process.exit(exitCode === 0 ? 0 : 2);
