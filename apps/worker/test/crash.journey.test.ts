import { journeyEngines } from '@recado/testing';
import { describe, expect, it } from 'vitest';
import { startSystem, type System } from './support/system.ts';

const message = { to: '+5511987654321', template: 'order_confirmation', variables: { order_id: '1042' } };

const statusOf = async (system: System, id: string) => (await system.call('GET', `/v1/messages/${id}`)).body.status;

const sentToTwilio = async ({ simulator }: System) => {
  const stats = (await (await fetch(`${simulator.url}/simulator/stats`)).json()) as { created: number };
  return stats.created;
};

describe.each(journeyEngines('redis'))('a worker on the %s engine that is killed', (engine) => {
  it('between its claim and Twilio’s answer leaves the message in sending, and no worker sends it again', async () => {
    await using system = await startSystem(engine, { SIMULATOR_LATENCY_MS: '60000', SIMULATOR_READ_SHARE: '0' });
    const worker = await system.startWorker();
    const { body } = await system.call('POST', '/v1/messages', message);
    const id = body.id;
    await expect.poll(() => statusOf(system, id)).toBe('sending');
    await worker.kill('SIGKILL');

    const next = await system.startWorker();
    // The next worker gets its job and finds that it may not send it. If the first worker was delayed and had just
    // returned it, the next one sends it for the first time. It gets no answer either.
    const isOver = new RegExp(`${id}.*("claim":"over"|"outcome":"unknown")`);
    await expect.poll(() => next.output.text()).toMatch(isOver);
    expect(await statusOf(system, id)).toBe('sending');
    expect(await sentToTwilio(system)).toBeLessThanOrEqual(1);
  });
});

describe('an API that is killed', () => {
  it('right after its 202 has lost nothing: the message is delivered', async () => {
    await using system = await startSystem('postgresql', { SIMULATOR_READ_SHARE: '0' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => system.call('POST', '/v1/messages', message)));
    await system.api.kill('SIGKILL');
    await system.restartApi();
    await system.startWorker({ UPKEEP_INTERVAL_MS: '500' });
    const ids = answers.map(({ body }) => body.id);
    const statuses = async () => new Set(await Promise.all(ids.map((id) => statusOf(system, id))));
    await expect.poll(statuses).toEqual(new Set(['delivered']));
    expect(await sentToTwilio(system)).toBe(ids.length);
  });
});
