import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Campaign, ImportedRecipients, SendMessage } from '@recado/contract';
import { accept } from '@recado/messaging';
import { createQueueConnection, makeProducer } from '@recado/queue';
import { createLogger, DatabaseEnv, KeysEnv, parseEnv, RedisEnv } from '@recado/runtime';
import { createStore } from '@recado/store';
import { request } from 'undici';
import { z } from 'zod';
import { apiKey, requestOf } from './account.ts';
import type { Recado } from './recado.ts';

const Environment = z.object({ ...DatabaseEnv.shape, ...RedisEnv.shape, ...KeysEnv.shape });
const owner = '00000000-0000-0000-0000-000000000000';
const atOnce = 500;

/** Accepts `count` messages as the API does, without HTTP. Returns their ids when all of them are in the queue. */
export const fill = async ({ env }: Recado, count: number): Promise<string[]> => {
  await using wired = wire(env);
  const { store, producer } = wired;
  await store.checkReady();
  const [senders, template] = await Promise.all([store.findSenders(), store.findTemplate('order_confirmation')]);
  const deps = {
    ...store,
    clock: () => new Date(),
    defaultCountry: 'BR' as const,
    findSenders: async () => senders,
    findTemplate: async () => template,
    enqueueSoon: producer.enqueueSoon,
  };
  const acceptOne = async (n: number): Promise<string> => {
    const key = `order-${n}`;
    const requestHash = createHash('sha256').update(key).digest();
    const accepted = await accept(deps, SendMessage.parse(requestOf(n)), { owner, key, requestHash });
    return accepted.kind === 'created' ? accepted.message.id : accepted.messageId;
  };
  const ids: string[] = [];
  for (let first = 0; first < count; first += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, count - first) }, (_, index) => first + index);
    ids.push(...(await Promise.all(numbers.map(acceptOne))));
    await producer.settled();
  }
  return ids;
};

const wire = (env: Recado['env']) => {
  const log = createLogger({ name: 'bench', level: 'warn' });
  const { DATABASE_URL, REDIS_URL, RECADO_ENCRYPTION_KEYS, RECADO_INDEX_KEY } = parseEnv(Environment, env);
  const keys = { encryptionKeys: RECADO_ENCRYPTION_KEYS, indexKey: RECADO_INDEX_KEY };
  const stack = new AsyncDisposableStack();
  const store = stack.use(createStore({ databaseUrl: DATABASE_URL, ...keys, log }));
  const queue = stack.use(createQueueConnection({ redis: REDIS_URL, installation: store.installation, log }));
  return { store, producer: makeProducer(queue), [Symbol.asyncDispose]: () => stack.disposeAsync() };
};

const authorization = `Bearer ${apiKey}`;
const rowsAtOnce = 10_000;

/** Calls the API and throws if it does not succeed. */
export const callJson = async (url: string, method: 'POST' | 'PUT', body: object): Promise<unknown> => {
  const headers = { authorization, 'content-type': 'application/json' };
  const answer = await request(url, { method, headers, body: JSON.stringify(body) });
  if (answer.statusCode < 300) return answer.body.json();
  throw new Error(`${url} answered ${answer.statusCode}: ${await answer.body.text()}`);
};

/** Creates a campaign without recipients and returns its id. */
export const newDraft = async (url: string, input: object = {}): Promise<string> => {
  const template = { channel: 'whatsapp', category: 'marketing', content_sid: `HX${'1'.repeat(32)}` };
  await callJson(`${url}/v1/templates/offer`, 'PUT', { ...template, variables: ['nome', 'desconto'] });
  const campaign = { name: 'offer', template: 'offer', ...input };
  return Campaign.parse(await callJson(`${url}/v1/campaigns`, 'POST', campaign)).id;
};

/** Imports a file of recipients into a draft. */
export const upload = async (url: string, id: string, file: string): Promise<ImportedRecipients> => {
  const answer = await request(`${url}/v1/campaigns/${id}/recipients`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'text/csv' },
    body: createReadStream(file),
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return ImportedRecipients.parse(await answer.body.json());
};

/** Makes a file with the given number of people, without duplicates. */
export const writeAudience = (file: string, people: number): Promise<void> => writeFile(file, rowsOf(people));

const rowOf = (n: number) => `${11_900_000_000 + n};Maria da Conceição ${n};${n % 60}%;Recife\n`;

function* rowsOf(rows: number): Generator<string> {
  yield 'telefone;nome;desconto;cidade\n';
  for (let first = 0; first < rows; first += rowsAtOnce)
    yield Array.from({ length: Math.min(rowsAtOnce, rows - first) }, (_, n) => rowOf(first + n)).join('');
}
