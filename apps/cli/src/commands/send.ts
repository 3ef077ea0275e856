import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { connect } from '../api/connect.ts';
import { collect } from '../options/variables.ts';
import { SendOptions, toRequest } from '../send/request.ts';
import { showMessage } from '../send/show-message.ts';
import { verdictOf, waitForEnd } from '../send/wait-for-end.ts';

const patienceMs = 60_000;
const exitCodes = { reached: 0, unreached: 2, open: 3 };

const send = async (options: SendOptions): Promise<void> => {
  const api = await connect();
  const accepted = await api.send(toRequest(options), options.idempotencyKey ?? randomUUID());
  const message = options.wait ? await waitForEnd(api, accepted.id, patienceMs) : accepted;
  console.log(options.json ? JSON.stringify(message, undefined, 2) : showMessage(message));
  if (options.wait) process.exitCode = exitCodes[verdictOf(message)];
};

export const addSend = (program: Command): void => {
  program
    .command('send')
    .description('send one message over the HTTP API')
    .requiredOption('--to <number>', 'as in +5511987654321')
    .option('--template <name>', 'such as order_confirmation')
    .option('--language <code>', 'which of the languages of the template, such as pt_BR')
    .option('--var <name=value>', 'a variable of the template; may be repeated', collect)
    .option('--body <text>', 'free text, instead of a template')
    .option('--channel <channel>', 'whatsapp or sms')
    .option('--sender <id>', 'which sender it goes out by')
    .option('--send-at <time>', 'not before this time, as in 2026-12-24T09:00:00-03:00')
    .option('--valid-for <duration>', 'how long it is worth sending: seconds, or as in PT4H')
    .option('--reference <text>', 'your own id for it')
    .option('--idempotency-key <key>', 'with the same key a repeated command sends nothing twice')
    .option('--wait', 'wait up to a minute for what becomes of it')
    .option('--json', 'print the message as JSON')
    .addHelpText(
      'after',
      `
RECADO_URL and RECADO_API_KEY say where the API is; without them it is the one of \`recado up\`.
Exit code 0: accepted, or with --wait delivered. 1: refused. 2: a mistake in the command line,
or with --wait it will not arrive; 3: with --wait, not known yet.`,
    )
    .action((given: unknown) => send(SendOptions.parse(given)));
};
