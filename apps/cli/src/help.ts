import type { Command } from 'commander';

/** Describes the environment and the exit codes of a command, in the same form for every command. */
export const environmentAndExitCodes = (command: Command): string => {
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
