import { Command, type CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };

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
  report: async () => (await import('./commands/report.ts')).addReport,
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

/** Describes the environment and the exit codes of a command, in the same form for every command. */
const environmentAndExitCodes = (command: Command): string => {
  if (command.commands.length > 0) return '';
  const name = nameOf(command);
  const exits = Object.entries({ ...usualCodes, ...codes[name] }).map(
    ([code, meaning]) => `  ${code.padEnd(4)}${meaning}`,
  );
  return ['', ...environmentOf(name), 'Exit codes:', ...exits].join('\n');
};

/** Joins the names below `recado`: `campaign send`. */
const nameOf = (command: Command): string => {
  const group = command.parent;
  return group?.parent ? `${nameOf(group)} ${command.name()}` : command.name();
};

const usualCodes = { 0: 'done', 1: 'refused or failed', 2: 'invalid command line' };

const notConfirmed = 'refused, failed or not confirmed';
const ledger = { 0: 'verified: nothing was changed', 1: 'the ledger was changed, or the command failed' };

/** Commands whose exit codes say more than the usual ones. */
const codes: Record<string, Record<number, string>> = {
  up: {
    0: 'stopped with Ctrl-C',
    1: 'could not start, or a process failed',
    130: 'stopped with Ctrl-C during the start',
  },
  demo: {
    0: 'every message ended as expected',
    1: 'a message did not, or the demo failed',
    130: 'stopped with Ctrl-C',
  },
  send: {
    0: 'accepted (with --wait: delivered)',
    3: 'with --wait: not known yet',
    4: 'with --wait: will not be delivered',
  },
  'messages batch': { 0: 'all were accepted', 1: 'a message was refused, or the command failed' },
  'campaign launch': { 0: 'launched or scheduled', 1: notConfirmed },
  'campaign send': {
    0: 'completed (with --no-watch or --send-at: launched)',
    1: 'refused, failed, not confirmed, paused or canceled',
  },
  'campaign watch': { 0: 'completed', 1: 'paused, canceled or failed' },
  'consents show': ledger,
  'consents verify': ledger,
  'contacts erase': { 0: 'erased', 1: notConfirmed },
  doctor: { 0: 'no check failed', 1: 'a check failed, or could not be made' },
  'twilio setup': { 0: 'all webhooks are set (with --dry-run: shown)', 1: `${notConfirmed}, or Twilio lacks a sender` },
};

const onDatabase = new Set(['consents verify', 'doctor', 'restored', 'twilio setup']);
const withoutEnvironment = new Set(['up', 'demo', 'migrate']);

const environmentOf = (name: string): string[] => {
  if (withoutEnvironment.has(name)) return [];
  return onDatabase.has(name) || /^(keys|users) /.test(name)
    ? ['DATABASE_URL selects the database (default: the one of `recado up`).']
    : ['RECADO_URL and RECADO_API_KEY select the API (default: the one of `recado up`).'];
};
