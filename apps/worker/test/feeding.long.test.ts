import { feedCampaigns, makeOpenings } from '@recado/messaging';
import { queueEngines } from '@recado/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../src/context.ts';
import { readCreated } from './chaos/twilio-side.ts';
import { openIdleWorker } from './support/idle-worker.ts';
import { startSystem, type System } from './support/system.ts';

const rate = 40;
/** Twenty seconds of the rate. */
const window = 20 * rate;

const csv = (people: number, from: number) =>
  ['to', ...Array.from({ length: people }, (_, n) => `+55119${80_000_000 + from + n}`)].join('\n');

type Shown = { status: string; progress: { by_status: Record<string, number> } };

describe.each(queueEngines)('campaigns on the %s engine', (engine) => {
  let system: System;
  let idle: Context;
  beforeEach(async () => {
    const env = { UPKEEP_INTERVAL_MS: '1000', LOG_LEVEL: 'info' };
    system = await startSystem(engine, { SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '20' }, env);
    idle = await openIdleWorker(system);
    await system.call('PUT', '/v1/senders/store', { mps: rate });
    const second = { channel: 'whatsapp', address: '+551150289877', mps: rate };
    await system.call('PUT', '/v1/senders/second', second);
  });
  afterEach(async () => {
    await idle[Symbol.asyncDispose]();
    await system[Symbol.asyncDispose]();
  });

  /** Launches a campaign to this many people from a number on. Order confirmations are sent at any hour. */
  const launch = async (people: number, { from = 0, senders = ['store'] } = {}): Promise<string> => {
    const request = { name: 'Pedidos', template: 'order_confirmation', variables: { order_id: '7' }, senders };
    const { id } = (await system.call('POST', '/v1/campaigns', request)).body;
    const upload = await fetch(`${system.url}/v1/campaigns/${id}/recipients`, {
      method: 'POST',
      headers: { authorization: `Bearer ${system.env.RECADO_API_KEY}`, 'content-type': 'text/csv' },
      body: csv(people, from),
    });
    expect(upload.status).toBe(200);
    expect((await system.call('POST', `/v1/campaigns/${id}/launch`)).status).toBe(200);
    return id;
  };

  const show = async (id: string) => (await system.call('GET', `/v1/campaigns/${id}`)).body as unknown as Shown;

  /** Returns the number of jobs in a sender's queue. */
  const countJobs = async (senderId: string) => {
    const { waiting, delayed, active } = await idle.producer.counts(senderId);
    return waiting + delayed + active;
  };

  const fedOf = async (id: string) => {
    const { by_status: counts } = (await show(id)).progress;
    return Object.entries(counts).reduce((sum, [status, count]) => sum + (status === 'pending' ? 0 : count), 0);
  };

  const expectCompleted = (id: string) =>
    expect.poll(async () => (await show(id)).status, { interval: 500 }).toBe('completed');

  it('share a sender in equal parts, never hold more than the window, and reach everyone once', async () => {
    const [large, small] = [await launch(window + 60), await launch(100, { from: 10_000 })];
    await Promise.all(Array.from({ length: 3 }, () => system.startWorker()));
    await expect.poll(() => fedOf(small)).toBe(100);
    expect(await fedOf(large)).toBeLessThan(window + 60);
    let most = 0;
    const seeMost = async () => {
      most = Math.max(most, await countJobs('store'));
      return fedOf(large);
    };
    await expect.poll(seeMost, { interval: 200 }).toBe(window + 60);
    expect(most).toBeGreaterThan(window / 2);
    // what is in hand was taken from the window before
    expect(most).toBeLessThanOrEqual(window + 3 * 75);
    await system.call('PUT', '/v1/senders/store', { mps: 10 * rate });
    for (const id of [large, small]) await expectCompleted(id);
    const created = await readCreated(system.simulator);
    expect(created).toHaveLength(window + 160);
    expect(new Set(created.map(({ messageId }) => messageId)).size).toBe(window + 160);
  });

  it('keep a person of a pool with one sender', async () => {
    const senders = ['store', 'second'];
    const ids = [await launch(60, { senders }), await launch(60, { senders })];
    await system.startWorker();
    for (const id of ids) await expectCompleted(id);
    const { body } = await system.call('GET', '/v1/messages?limit=200');
    const messages = body.data as { to: string; sender: string; campaign_id: string }[];
    const pairs = new Set(messages.map(({ to, sender }) => `${to} ${sender}`));
    expect(messages).toHaveLength(120);
    expect(pairs.size).toBe(60);
    expect(new Set(messages.map(({ sender }) => sender)).size).toBe(2);
  });

  it('lose no message when the feeder dies between its commit and the queue', async () => {
    const id = await launch(30);
    const dies = feedCampaigns({
      ...idle.store,
      clock: idle.clock,
      openings: makeOpenings(),
      enqueueAll: () => Promise.reject(new Error('died')),
    });
    await expect(dies).rejects.toThrow('died');
    expect([await fedOf(id), await countJobs('store')]).toEqual([30, 0]);
    await system.startWorker();
    await expectCompleted(id);
    expect(await readCreated(system.simulator)).toHaveLength(30);
  });
});
