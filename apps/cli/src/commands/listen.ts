import { randomBytes } from 'node:crypto';
import type { Event } from '@recado/contract';
import type { Command } from 'commander';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { asWritten, connect } from '../api/connect.ts';
import { moment } from '../terminal/format.ts';
import { subjectOf } from './events.ts';

export const addListen = (program: Command): void => {
  program
    .command('listen')
    .description('print events as they happen, and forward them to an address while you develop')
    .option('--forward-to <url>', 'address that gets each event, as a webhook does')
    .option('--types <names>', 'names of events, with commas (default: all)')
    .action(async (given: unknown) => listen(Options.parse(given)));
};

const Options = z.object({ forwardTo: z.url().optional(), types: z.string().optional() });

/** Runs until Ctrl-C. An event whose address does not answer is not sent again. */
const listen = async ({ forwardTo, types }: z.infer<typeof Options>): Promise<void> => {
  const { events } = await connect();
  const forward = forwardTo === undefined ? undefined : makeForward(forwardTo);
  const filter = { after: 'latest', ...(types !== undefined && { types: types.split(',') }) };
  for await (const event of events.follow(asWritten(filter))) console.log(lineOf(event, await forward?.(event)));
};

export const lineOf = (event: Event, answer?: string): string =>
  [
    String(event.sequence),
    moment(event.occurred_at),
    event.type,
    subjectOf(event),
    ...(answer ? [`-> ${answer}`] : []),
  ].join('  ');

/** Signs with a secret of this run, which it prints. */
const makeForward = (url: string) => {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  console.log(`Forwarding to ${url}, signed with ${secret}`);
  return (event: Event): Promise<string> => forwardEvent(event, { url, secret });
};

const timeoutMs = 10_000;

/** Posts an event as a webhook does, and returns the status of the answer or the error. */
export const forwardEvent = async (event: Event, { url, secret }: { url: string; secret: string }): Promise<string> => {
  const body = JSON.stringify(event);
  const at = new Date();
  const headers = {
    'content-type': 'application/json',
    'webhook-id': event.id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(event.id, at, body),
  };
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(url, { method: 'POST', redirect: 'manual', headers, body, signal });
    await answer.body?.cancel();
    return String(answer.status);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
