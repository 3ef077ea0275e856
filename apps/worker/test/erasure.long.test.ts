import { findTraces, queueEngines } from '@recado/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allowMarketing } from './support/allow-marketing.ts';
import { makeCampaignActions } from './support/campaign-actions.ts';
import { startSystem, type System } from './support/system.ts';

const people = 300;
const numbers = Array.from({ length: people }, (_, n) => `+55119${81_000_000 + n}`);
/**
 * Some people of each part of the file: at the erasure some were sent to, some are queued, and some are not fed yet.
 */
const erased = numbers.filter((_, n) => n % 15 === 7);

const file = ['to,discount', ...numbers.map((to, n) => `${to},código ${n}`)].join('\n');

describe.each(queueEngines)('people who are erased while a campaign runs on the %s engine', (engine) => {
  let system: System;
  beforeEach(async () => {
    const env = { UPKEEP_INTERVAL_MS: '500', LOG_LEVEL: 'info' };
    system = await startSystem(engine, { SIMULATOR_READ_SHARE: '0', SIMULATOR_STEP_MS: '20' }, env);
    await allowMarketing(system);
    await system.call('PUT', '/v1/senders/store', { mps: 50, daily_limit: 100_000 });
  });
  afterEach(() => system[Symbol.asyncDispose]());

  it('leave nothing behind, do not affect others, and are counted', async () => {
    const campaigns = makeCampaignActions(system);
    const workers = await Promise.all([system.startWorker(), system.startWorker()]);
    const id = await campaigns.draft();
    expect((await campaigns.upload(id, file)).body).toMatchObject({ accepted: people });
    expect(await campaigns.launch(id)).toBe(200);
    const done = async () => (await campaigns.show(id)).progress.done;
    for (const [place, to] of erased.entries()) {
      await expect.poll(done).toBeGreaterThanOrEqual(place * 12);
      const answer = await system.call('DELETE', `/v1/contacts/${encodeURIComponent(to)}`);
      expect(answer.status).toBe(200);
    }
    const { progress } = await campaigns.ends(id);
    expect(progress).toMatchObject({ people, done: people });
    const { delivered = 0, canceled = 0, suppressed = 0 } = progress.by_status;
    expect(delivered + canceled + suppressed).toBe(people);
    expect(delivered).toBeGreaterThanOrEqual(people - erased.length);
    expect(canceled + suppressed).toBeGreaterThan(0);

    const recipientReport = await campaigns.recipientReport(id);
    expect(recipientReport.filter(({ to }) => to === 'erased')).toHaveLength(erased.length);
    const others = recipientReport.filter(({ to }) => to !== 'erased');
    expect(others.every(({ status }) => status === 'delivered')).toBe(true);

    const needles = Object.fromEntries(erased.map((to) => [to, to.slice(-8)]));
    const { DATABASE_URL: databaseUrl = '', REDIS_URL: redisUrl } = system.env;
    expect(await findTraces({ databaseUrl, redisUrl }, needles)).toEqual([]);
    const complaints = [system.api, ...workers].flatMap((one) => one.output.text().match(/"level":[56]0.*/g) ?? []);
    expect(complaints).toEqual([]);
  });
});
