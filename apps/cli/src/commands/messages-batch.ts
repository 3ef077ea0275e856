import { readFile } from 'node:fs/promises';
import { text as readText } from 'node:stream/consumers';
import type { Recado } from '@recado/client';
import type { BatchResult } from '@recado/contract';
import type { Command } from 'commander';
import { z } from 'zod';
import { asWritten, connect } from '../api/connect.ts';
import { misuse } from '../failure.ts';
import { columns } from '../terminal/format.ts';
import { openScreen } from '../terminal/output.ts';
import { asJson, OutputOptions } from './campaign/shared.ts';

export const addBatch = (messages: Command): void => {
  messages
    .command('batch <file>')
    .description('send the messages of a file: JSON, or one message per line; - reads stdin')
    .option('--idempotency-key <key>', 'key that lets you repeat the command with the same file without sending twice')
    .option(...asJson)
    .addHelpText(
      'after',
      `
Each message has its own result: one that is refused does not stop the others.

Example of a file:
  {"to":"+5511987654321","template":"order_confirmation","variables":{"order_id":"1042"},"idempotency_key":"order-1042"}
  {"to":"+5521987654322","channel":"sms","body":"O seu pedido saiu para entrega."}`,
    )
    .action(async (path: string, given: unknown) => {
      const { json, idempotencyKey } = Options.parse(given);
      const found = readMessages(path, path === '-' ? await readText(process.stdin) : await readFileOrSay(path));
      const results = await sendInBatches((await connect()).messages, found, idempotencyKey);
      openScreen({ json }).show(results, showResults);
      process.exitCode = results.some(({ message }) => !message) ? 1 : 0;
    });
};

const Options = OutputOptions.extend({ idempotencyKey: z.string().optional() });

const readFileOrSay = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((cause: unknown) => {
    throw misuse(`${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  });

/** Reads the whole file first, so that a line that cannot be read stops all of it. The API validates the messages. */
export const readMessages = (path: string, text: string): unknown[] => {
  const parse = (json: string, place: string): unknown => {
    try {
      return JSON.parse(json);
    } catch {
      throw misuse(`${path}${place} cannot be read as JSON. Nothing was sent`);
    }
  };
  if (/^\s*\[/.test(text)) return z.array(z.unknown()).parse(parse(text, ''));
  const lines = text.split('\n').map((line, index) => ({ line: line.trim(), place: `, line ${index + 1},` }));
  const found = lines.flatMap(({ line, place }) => (line ? [parse(line, place)] : []));
  if (!found.length) throw misuse(`${path} has no messages`);
  return found;
};

/** The API takes 1,000 messages and 4 MiB at a time. */
const most = { messages: 1000, bytes: 3 * 1024 * 1024 };

/** Divides messages into batches that the API takes, in their order. */
export const batchesOf = (messages: readonly unknown[]): unknown[][] => {
  const batches: unknown[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of messages) {
    const size = Buffer.byteLength(JSON.stringify(message));
    const last = batches.at(-1);
    if (last && last.length < most.messages && bytes + size <= most.bytes) last.push(message);
    else batches.push([message]);
    bytes = batches.at(-1)?.length === 1 ? size : bytes + size;
  }
  return batches;
};

const sendInBatches = async (calls: Recado['messages'], messages: readonly unknown[], key: string | undefined) => {
  const results: BatchResult[] = [];
  for (const [place, batch] of batchesOf(messages).entries()) {
    const options = { retries: 4, ...(key !== undefined && { idempotencyKey: `${key}-${place + 1}` }) };
    results.push(...(await calls.batch(asWritten(batch), options)).data);
  }
  return results;
};

/** Formats the counts, and why each message was refused. */
export const showResults = (results: readonly BatchResult[]): string => {
  const refused = results.flatMap(({ problem }, index) => (problem ? [{ number: index + 1, problem }] : []));
  const replayed = results.filter((result) => result.replayed).length;
  const counts = `${results.length - refused.length} accepted (${replayed} of them before), ${refused.length} refused.`;
  if (!refused.length) return counts;
  const rows = refused.flatMap(({ number, problem: { title, errors } }) =>
    errors?.length
      ? errors.map(({ field, reason, message }) => [`${number}`, field || 'body', `${message} (${reason})`])
      : [[`${number}`, '', title]],
  );
  return `${counts}\n\n${columns(['message', 'field', 'error'], rows)}`;
};
