import { createHash } from 'node:crypto';
import { SendMessage } from '@recado/contract';
import { accept } from '@recado/messaging';
import { createQueueConnection, makeProducer } from '@recado/queue';
import { createLogger, DatabaseEnv, KeysEnv, parseEnv, RedisEnv } from '@recado/runtime';
import { createStore } from '@recado/store';
import { z } from 'zod';
import { requestOf } from './account.ts';
import type { Recado } from './recado.ts';

const Environment = z.object({ ...DatabaseEnv.shape, ...RedisEnv.shape, ...KeysEnv.shape });
const owner = '00000000-0000-0000-0000-000000000000';
const atOnce = 500;

const wire = (env: Recado['env']) => {
  const log = createLogger({ name: 'bench', level: 'warn' });
  const { DATABASE_URL, REDIS_URL, RECADO_ENCRYPTION_KEYS, RECADO_INDEX_KEY } = parseEnv(Environment, env);
  const keys = { encryptionKeys: RECADO_ENCRYPTION_KEYS, indexKey: RECADO_INDEX_KEY };
  const stack = new AsyncDisposableStack();
  const store = stack.use(createStore({ databaseUrl: DATABASE_URL, ...keys, log }));
  const queue = stack.use(createQueueConnection({ redis: REDIS_URL, log }));
  return { store, producer: makeProducer(queue), [Symbol.asyncDispose]: () => stack.disposeAsync() };
};

/** Accepts `count` messages as the API does, without HTTP, and gives their ids once all of them are in the queue. */
export const fill = async ({ env }: Recado, count: number): Promise<string[]> => {
  await using wired = wire(env);
  const { store, producer } = wired;
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
