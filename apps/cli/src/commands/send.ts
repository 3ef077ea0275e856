import { setTimeout as sleep } from 'node:timers/promises';
import type { Recado } from '@recado/client';
import type { Message } from '@recado/contract';
import type { Command } from 'commander';
import { z } from 'zod';
import { asWritten, connect } from '../api/connect.ts';
import { collect, readDuration, readVariables } from '../options.ts';

const waitMs = 60_000;
const exitCodes: Record<Verdict, number> = { reached: 0, open: 3, unreached: 4 };

export const addSend = (program: Command): void => {
  program
    .command('send')
    .description('send one message')
    .requiredOption('--to <number>', 'phone number, such as +5511987654321')
    .option('--template <name>', 'template name, such as order_confirmation')
    .option('--language <code>', 'language of the template, such as pt_BR')
    .option('--var <name=value>', 'variable of the template; may be repeated', collect)
    .option('--body <text>', 'free text, instead of a template')
    .option('--media <url>', 'https address of a file to send, instead of a template; may be repeated for SMS', collect)
    .option('--channel <channel>', 'whatsapp or sms (default: that of the template)')
    .option('--sender <id>', 'sender to use (default: the first one of the channel that is not paused)')
    .option('--send-at <time>', 'earliest time to send, such as 2026-12-24T09:00:00-03:00')
    .option('--valid-for <duration>', 'validity: seconds, or a duration such as PT4H; after that, the message expires')
    .option('--reference <text>', 'your own id for the message')
    .option('--idempotency-key <key>', 'key that lets you repeat the command without sending the message twice')
    .option('--wait', 'wait up to one minute for the delivery result')
    .option('--json', 'print the message as JSON')
    .action((given: unknown) => send(SendOptions.parse(given)));
};

const send = async (options: SendOptions): Promise<void> => {
  const api = await connect();
  const accepted = await api.messages.send(asWritten(toRequest(options)), withGivenKey(options));
  const message = options.wait ? await waitForEnd(api, accepted.id, waitMs) : accepted;
  console.log(options.json ? JSON.stringify(message, undefined, 2) : showMessage(message));
  if (options.wait) process.exitCode = exitCodeAfterWait(message);
};

/** Reads the options of `recado send`. */
export const SendOptions = z.object({
  to: z.string(),
  template: z.string().optional(),
  language: z.string().optional(),
  var: z.array(z.string()).default([]),
  body: z.string().optional(),
  media: z.array(z.string()).default([]),
  channel: z.string().optional(),
  sender: z.string().optional(),
  sendAt: z.string().optional(),
  validFor: z.string().optional(),
  reference: z.string().optional(),
  idempotencyKey: z.string().optional(),
  wait: z.boolean().default(false),
  json: z.boolean().default(false),
});
export type SendOptions = z.infer<typeof SendOptions>;

/** Passes on a key of the user. Without one, the client makes one. */
export const withGivenKey = ({ idempotencyKey }: { idempotencyKey?: string | undefined }) =>
  idempotencyKey === undefined ? {} : { idempotencyKey };

/** Makes the request. It checks no value, because the API refuses an invalid request. */
export const toRequest = (options: SendOptions) => {
  const { to, template, language, body, media, channel, sender, sendAt, validFor, reference } = options;
  return {
    to,
    ...(template !== undefined && { template }),
    ...(language !== undefined && { language }),
    ...(options.var.length > 0 && { variables: readVariables(options.var) }),
    ...(body !== undefined && { body }),
    ...(media.length > 0 && { media }),
    ...(channel !== undefined && { channel }),
    ...(sender !== undefined && { sender }),
    ...(sendAt !== undefined && { send_at: sendAt }),
    ...(validFor !== undefined && { valid_for: readDuration(validFor) }),
    ...(reference !== undefined && { reference }),
  };
};

/** Formats a message as lines of `name  value`. */
const showMessage = (message: Message): string => {
  const { error } = message;
  const rows: [string, string | undefined][] = [
    ['id', message.id],
    ['status', message.reason ? `${message.status} (${message.reason})` : message.status],
    ['error', error && [error.code, error.message].filter(Boolean).join(' ')],
    ['to', message.to],
    ['channel', `${message.channel}, sender ${message.sender}`],
    ['template', message.template && `${message.template} (${message.language})`],
    ['reference', message.reference],
    ['twilio sid', message.twilio_sid],
    ['send at', message.send_at],
    ['sent at', message.sent_at],
    ['delivered', message.delivered_at],
  ];
  return rows.flatMap(([name, value]) => (value ? [`${name.padEnd(11)} ${value}`] : [])).join('\n');
};

/** Uses 4, not 2, so that a script can distinguish an undeliverable message from an invalid command line. */
export const exitCodeAfterWait = (message: Pick<Message, 'status'>): number => exitCodes[verdictOf(message)];

const everyMs = 500;

const reached = new Set(['delivered', 'read']);
const unreached = new Set(['undelivered', 'failed', 'suppressed', 'expired', 'canceled']);

type Verdict = 'reached' | 'unreached' | 'open';

const verdictOf = ({ status }: Pick<Message, 'status'>): Verdict => {
  if (reached.has(status)) return 'reached';
  return unreached.has(status) ? 'unreached' : 'open';
};

/** Polls a message until it is delivered or cannot be, for at most `timeoutMs`. */
const waitForEnd = async (api: Recado, id: string, timeoutMs: number): Promise<Message> => {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const message = await api.messages.get(id);
    if (verdictOf(message) !== 'open' || performance.now() > giveUpAt) return message;
    await sleep(everyMs);
  }
};
