import { queueEngines, type Ended, type StartedProcess } from '@recado/testing';
import { describe, expect, it } from 'vitest';
import {
  acceptMany,
  acceptUntil,
  countAtTwilio,
  expectAllDeliveredOnce,
  listAll,
  watchPauses,
} from './support/crowd.ts';
import { startSystem, type System } from './support/system.ts';

const senders = JSON.stringify([{ id: 'store', channel: 'whatsapp', address: '+551150289876', mps: 400 }]);

/** One after the other, each once the one before it is ready. */
const restartAll = async (system: System, workers: StartedProcess[]): Promise<Ended[]> => {
  const ended: Ended[] = [];
  for (const worker of workers) {
    ended.push(await worker.kill('SIGTERM'));
    await system.startWorker();
  }
  return ended;
};

describe.each(queueEngines)('a rolling restart on the %s engine', (engine) => {
  it('loses and doubles nothing under load, and stalls nothing', async () => {
    const simulation = { SIMULATOR_READ_SHARE: '0', SIMULATOR_LATENCY_MS: '200', SIMULATOR_STEP_MS: '20' };
    await using system = await startSystem(engine, simulation, { RECADO_SENDERS: senders, LOG_LEVEL: 'warn' });
    await system.call('PUT', '/v1/senders/store', { paused: true });
    const ids = await acceptMany(system, 2_000);
    await using pauses = watchPauses(system);
    const workers = await Promise.all([1, 2, 3].map(() => system.startWorker()));
    await system.call('PUT', '/v1/senders/store', { paused: false });
    await expect.poll(() => countAtTwilio(system)).toBeGreaterThan(0);

    const done = new AbortController();
    const restarts = restartAll(system, workers).finally(() => done.abort());
    ids.push(...(await acceptUntil(system, done.signal)));
    expect(await restarts).toEqual(workers.map(() => ({ code: 0, signal: null })));
    await expectAllDeliveredOnce(system, ids);
    expect(new Set((await listAll(system)).map(({ attempts }) => attempts))).toEqual(new Set([1]));
    // A job whose worker did not give it back would wait until its lock ends: 10 to 15 seconds.
    expect(pauses.longestMs()).toBeLessThan(10_000);
  });
});
