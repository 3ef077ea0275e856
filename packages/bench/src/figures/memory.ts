import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Client } from 'pg';
import { requestOf } from '../lab/account.ts';
import { fill } from '../lab/fill.ts';
import type { Lab } from '../lab/lab.ts';
import { startRecado, type Recado } from '../lab/recado.ts';
import { datasetBytes, type RedisServer } from '../lab/redis.ts';
import { startStandIn } from '../stand-in/start.ts';
import type { Figure, Sizes } from './figure.ts';
import { momentOf } from './rate.ts';
import { bytesOf } from './storage.ts';

const unbound = 10_000;
const tables = ['messages', 'message_events', 'twilio_sids', 'idempotency_keys'];
const mebibyte = 1024 ** 2;

/** Measures the memory of a waiting message, its disk space, and the growth of a worker with the messages it sends. */
export const measureMemory = async (lab: Lab, { memory: { messages } }: Sizes): Promise<Figure[]> => {
  const bare = await bareBytes(lab, messages);
  await using standIn = await startStandIn(lab);
  await using recado = await startRecado(lab, { twilioUrl: standIn.url, mps: unbound });
  const before = { redis: await datasetBytes(lab.redis), postgres: await postgresBytes(recado) };
  await fill(recado, messages);
  const queued = ((await datasetBytes(lab.redis)) - before.redis) / messages;
  const [tenth = 0, half = 0, all = 0] = await rssOf(recado, standIn, messages);
  await sleep(500); // The last outcomes are still being written.
  const recorded = ((await postgresBytes(recado)) - before.postgres) / messages;
  return [
    { name: 'memory: worker after a tenth of the messages', unit: 'MiB', recado: [tenth] },
    { name: 'memory: worker after half of the messages', unit: 'MiB', recado: [half], reference: [tenth] },
    { name: 'memory: worker after all messages', unit: 'MiB', recado: [all], reference: [tenth] },
    { name: 'memory: Redis for each queued message', unit: 'B', recado: [queued], reference: [bare] },
    { name: 'memory: PostgreSQL for each sent message', unit: 'B', recado: [recorded] },
  ];
};

/** Returns the size of the tables and their indexes. */
const postgresBytes = async ({ env }: Recado): Promise<number> => {
  const client = new Client({ connectionString: env['DATABASE_URL'] });
  await client.connect();
  try {
    const sum = tables.map(bytesOf).join(' + ');
    const { rows } = await client.query<{ bytes: string }>(`select ${sum} as bytes`);
    return Number(rows[0]?.bytes);
  } finally {
    await client.end();
  }
};

/** Fills a typical queue: each job contains its message, with BullMQ's default settings. */
const fillBare = async ({ url }: RedisServer, count: number): Promise<void> => {
  const queue = new Queue('bare', { connection: { url } });
  for (let first = 0; first < count; first += 1_000)
    await queue.addBulk(
      Array.from({ length: 1_000 }, (_, index) => ({ name: 'send', data: requestOf(first + index) })),
    );
  await queue.close();
};

const bareBytes = async (lab: Lab, count: number): Promise<number> => {
  await lab.freshStores();
  const before = await datasetBytes(lab.redis);
  await fillBare(lab.redis, count);
  return ((await datasetBytes(lab.redis)) - before) / count;
};

/** Returns the worker's memory after a tenth, a half and all of a long queue is sent. */
const rssOf = async (recado: Recado, standIn: Awaited<ReturnType<typeof startStandIn>>, messages: number) => {
  const worker = await recado.startWorker();
  const at: number[] = [];
  for (const share of [0.1, 0.5, 1]) at.push((await momentOf(standIn, worker, messages * share)).rssBytes / mebibyte);
  return at;
};
