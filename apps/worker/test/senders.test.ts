import { hasRedis, patienceMs } from '@recado/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { acceptMany, countAtTwilio, listAll } from './support/crowd.ts';
import { startSystem, type System } from './support/system.ts';

const engine = hasRedis() ? 'redis' : 'postgresql';
const order = { to: '+5511987654321', template: 'order_confirmation', variables: { order_id: '1042' } };

type Sender = {
  paused_reason?: string;
  rate: { in_force: number; mps: number; cause?: { code: number; meaning: string } };
  health: { status: string; reason?: string };
};

let system: System;
const start = async () => {
  system = await startSystem(engine, { SIMULATOR_READ_SHARE: '0' });
};
const stop = () => system[Symbol.asyncDispose]();

const sender = async (id = 'store'): Promise<Sender> => {
  const { body } = await system.call('GET', `/v1/senders/${id}`);
  return body as unknown as Sender;
};
const becomes = (status: string, id?: string) =>
  vi.waitFor(async () => {
    const found = await sender(id);
    expect(found.health.status).toBe(status);
    return found;
  }, patienceMs);
const put = (patch: object) => system.call('PUT', '/v1/senders/store', patch);
const isDelivered = async (id: string) => {
  await expect.poll(async () => (await system.call('GET', `/v1/messages/${id}`)).body.status).toBe('delivered');
  return (await system.call('GET', `/v1/messages/${id}`)).body;
};
/** The milliseconds from before the first message was accepted until all were seen: no delay makes them fewer. */
const measure = async (work: () => Promise<void>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};
const next = (fault: object) =>
  fetch(`${system.simulator.url}/simulator/faults/next`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });

describe('a sender with one worker', () => {
  beforeAll(async () => {
    await start();
    await system.startWorker();
  });
  afterAll(stop);

  it('counts the segments of an SMS', async () => {
    // A worker follows a change of a rate with a delay, but starts a new sender at its rate.
    await system.call('PUT', '/v1/senders/slow', { channel: 'sms', address: '+14155550111', mps: 12 });
    const text = { template: undefined, variables: undefined, sender: 'slow', body: 'x'.repeat(400) };
    const took = await measure(async () => {
      await acceptMany(system, 10, text);
      await expect.poll(() => countAtTwilio(system)).toBe(10);
    });
    // Three segments each: 27 in front of the last message, at 12 a second.
    expect(took).toBeGreaterThanOrEqual(2_250);
  });

  it('is halved when Twilio says that it is too high, visibly, and takes no attempt from the message', async () => {
    await next({ kind: '429' });
    const id = (await acceptMany(system, 1))[0] ?? '';
    expect(await isDelivered(id)).toMatchObject({ attempts: 1 });
    const { rate, health } = await sender();
    expect(rate).toMatchObject({ mps: 200, cause: { code: 20429, meaning: expect.any(String) } });
    // It may have climbed a step or two since.
    expect(rate.in_force).toBeGreaterThanOrEqual(100);
    expect(rate.in_force).toBeLessThan(200);
    expect(health).toEqual({ status: 'throttled' });
  });

  it('puts a sender on hold whose daily messages are used up, until a user resumes it', async () => {
    await next({ kind: '63038' });
    const id = (await acceptMany(system, 1))[0] ?? '';
    await becomes('on_hold');
    expect((await sender()).health).toMatchObject({ reason: expect.stringContaining('63038') });
    await put({ paused: false });
    expect(await isDelivered(id)).toMatchObject({ attempts: 1 });
  });

  it('sends by one sender while Twilio lets another one wait', async () => {
    await system.call('PUT', '/v1/senders/outlet', { channel: 'whatsapp', address: '+551150289878', mps: 200 });
    await next({ kind: '429_retry_after', retry_after: 60 });
    await acceptMany(system, 3, { sender: 'outlet' });
    await becomes('throttled', 'outlet');
    const { body } = await system.call('POST', '/v1/messages', { ...order, channel: 'sms' });
    expect(await isDelivered(body.id)).toMatchObject({ attempts: 1 });
  });
});

describe('a sender', () => {
  beforeEach(start);
  afterEach(stop);

  it('keeps its rate over three workers, and another one within seconds, without a restart', async () => {
    await put({ mps: 5 });
    await Promise.all([system.startWorker(), system.startWorker(), system.startWorker()]);
    let ids: string[] = [];
    const took = await measure(async () => {
      ids = await acceptMany(system, 400);
      await expect.poll(() => countAtTwilio(system)).toBeGreaterThanOrEqual(20);
    });
    // At 5 a second, 19 are in front of the twentieth. With a limit for each worker, it would leave after 1.4 s.
    expect(took).toBeGreaterThanOrEqual(3_700);
    await put({ mps: 1_000 });
    // At the old rate the others would take 76 s.
    await expect.poll(() => countAtTwilio(system), { interval: 100 }).toBe(ids.length);
  });

  it('stops a sender that Twilio refuses, says why, and fails nothing because of it', async () => {
    const mistaken = await system.startWorker({ TWILIO_AUTH_TOKEN: 'f'.repeat(32) });
    const ids = await acceptMany(system, 5);
    expect((await becomes('paused')).paused_reason).toMatch(/^Twilio 20003: .*TWILIO_AUTH_TOKEN/);
    await mistaken.kill();
    expect(mistaken.output.text().match(/Sender paused: /g)).toHaveLength(1);
    expect(await listAll(system)).toEqual(ids.map(() => expect.objectContaining({ status: 'accepted', attempts: 0 })));
    // A worker with the right credentials ends the pause by itself.
    await system.startWorker();
    for (const id of ids) expect(await isDelivered(id)).toMatchObject({ attempts: 1 });
  });
});
