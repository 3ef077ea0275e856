import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { enqueueUpcoming, type WalkPositions } from '@recado/messaging';
import { createQueueConnection, makeConsumer, makeProducer } from '@recado/queue';
import { createStore } from '@recado/store';
import { createTestDatabase, journeyEngines, patienceMs, redisUrl } from '@recado/testing';
import { describe, expect, it } from 'vitest';
import { migrated } from './support/system.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
/** Much shorter than in use, and in the same order: the queue takes jobs a little before the task looks for them. */
const horizon = { aheadMs: 1_000, horizonMs: 1_300 };

/** A process has its own connections and its own place in the walk. */
const openProcess = async (
  databaseUrl: string,
  queue: { installation: string; redis?: { kind: 'single'; host: string; port: number } },
) => {
  const stack = new AsyncDisposableStack();
  const keys = { encryptionKeys: [{ id: 'k', key: Buffer.alloc(32, 1) }], indexKey: Buffer.alloc(32, 2) };
  const store = stack.use(createStore({ databaseUrl, ...keys, log }));
  await store.readClock();
  const { clock } = store;
  const { horizonMs } = horizon;
  const connection = stack.use(
    createQueueConnection({ databaseUrl, ...queue, clock, horizonMs, answerTimeoutMs: 30_000, log }),
  );
  return {
    store,
    clock,
    connection,
    producer: makeProducer(connection),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
};
type Process = Awaited<ReturnType<typeof openProcess>>;

const walkUntil = async ({ store, clock, producer }: Process, signal: AbortSignal): Promise<void> => {
  const deps = { clock, findUpcoming: store.findUpcoming, enqueueAll: producer.enqueueAll, aheadMs: horizon.aheadMs };
  const place: WalkPositions = {};
  while (!signal.aborted) {
    await enqueueUpcoming(deps, place);
    await sleep(100);
  }
};

describe.each(journeyEngines('redis'))(
  'messages that are scheduled beyond the horizon of the queue on %s',
  (engine) => {
    it('leave on time, also when the worker that looks for them dies', async () => {
      await using database = await createTestDatabase({ template: await migrated() });
      const { hostname: host, port } = engine === 'redis' ? new URL(redisUrl()) : { hostname: '', port: '' };
      const place = {
        installation: randomUUID(),
        ...(engine === 'redis' && { redis: { kind: 'single' as const, host, port: Number(port) } }),
      };
      await using one = await openProcess(database.url, place);
      await using other = await openProcess(database.url, place);
      const { store, clock, producer } = one;
      const at = clock();
      const kind = { channel: 'sms' as const, category: 'utility' as const };
      const sender = { id: 'store', channel: 'sms' as const, address: '+14155550100', mps: 500 };
      await store.seedSenders([{ ...sender, dailyLimit: null, paused: false, createdAt: at, updatedAt: at }]);
      /** By the clock of the database, and by one that nobody sets. */
      const dueTimes = new Map<string, { at: number; sinceStart: number }>();
      const schedule = async (n: number) => {
        const [id, createdAt] = [randomUUID(), clock()];
        const sendAt = new Date(at.getTime() + 8_000 + n * 15);
        const content = { kind: 'body' as const, body: randomUUID() };
        const message = { id, senderId: 'store', ...kind, to: '+5511987654321', content, createdAt, sendAt };
        await store.insertMessage(message);
        await producer.enqueue({ messageId: id, senderId: 'store', at: sendAt });
        dueTimes.set(id, {
          at: sendAt.getTime(),
          sinceStart: performance.now() + sendAt.getTime() - clock().getTime(),
        });
      };
      await Promise.all(Array.from({ length: 200 }, (_, n) => schedule(n)));
      expect((await producer.counts('store')).delayed).toBe(0);

      const claimed = new Map<string, { at: number; sinceStart: number }>();
      const consumer = makeConsumer(other.connection).consume({
        sender,
        concurrency: 20,
        handle: async (id) => {
          const claim = await other.store.claim(id, { leaseMs: 60_000 });
          if (claim.kind === 'early') return { kind: 'again', at: claim.at };
          claimed.set(id, { at: other.clock().getTime(), sinceStart: performance.now() });
          return { kind: 'done' };
        },
      });
      const [death, end] = [new AbortController(), new AbortController()];
      const first = walkUntil(one, death.signal);
      await sleep(at.getTime() + 9_000 - clock().getTime());
      death.abort();
      await first;
      const second = walkUntil(other, end.signal);
      await expect.poll(() => claimed.size).toBe(dueTimes.size);
      end.abort();
      await second;
      await consumer.close({ deadlineMs: 2_000 });
      const lateness = (by: 'at' | 'sinceStart') =>
        [...dueTimes].map(([id, due]) => (claimed.get(id)?.[by] ?? Infinity) - due[by]);
      expect(Math.min(...lateness('at'))).toBeGreaterThanOrEqual(0);
      expect(Math.max(...lateness('sinceStart'))).toBeLessThan(patienceMs);
    });
  },
);
