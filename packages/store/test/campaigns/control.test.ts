import {
  cancelCampaign,
  createCampaign,
  estimateVersion,
  findCampaignHistory,
  launchCampaign,
  patchCampaign,
  pauseCampaign,
  resumeCampaign,
  type CampaignResult,
} from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/index.ts';
import { idempotencyKey, later, noon } from '../support/samples.ts';
import { openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';

let test: CampaignStore;
let stores: Store[];
beforeAll(async () => {
  test = await openCampaignStore();
  stores = [test.store, test.another()];
});
afterAll(() => test[Symbol.asyncDispose]());

const at = (store: Store, ms = 0) => ({ ...store, clock: () => later(ms) });
const here = (ms = 0) => at(test.store, ms);
const by = 'ana';

/** The same by many callers of two processes at once. */
const byMany = (count: number, call: (store: Store, n: number) => Promise<CampaignResult>) =>
  Promise.allSettled(Array.from({ length: count }, (_, n) => call(stores[n % stores.length] ?? test.store, n)));

const done = (results: PromiseSettledResult<CampaignResult>[]) =>
  results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));

const eventsOf = async (id: string) => (await findCampaignHistory(here(), id)).events;
const typesOf = async (id: string) => (await eventsOf(id)).map(({ type }) => type);

const request = { name: 'Natal', template: 'order_confirmation', variables: {} };
const draft = async (people = 3) => {
  const id = await test.campaign({ status: 'draft', recipients: people });
  await test.audience(id, test.people(people));
  await test.sql('delete from feed_cursors where campaign_id = $1', [id]);
  return id;
};

describe('a launch', () => {
  it('by fifty callers at once is one launch', async () => {
    const id = await draft();
    const results = await byMany(50, (store, n) => launchCampaign(at(store), id, {}, { by: `caller ${n}` }));
    const [launched, ...others] = done(results);
    expect(others).toEqual([]);
    expect(launched?.campaign).toMatchObject({ status: 'running', launchedAt: noon });
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.type] : []));
    expect(new Set(reasons)).toEqual(new Set(['conflict']));
    expect(await eventsOf(id)).toEqual([
      { at: noon, type: 'launched', by: launched?.campaign.launchedBy, detail: { recipients: 3 } },
    ]);
  });

  it('gives each sender of the pool its slots of each set of zones', async () => {
    const id = await test.campaign({ status: 'draft', recipients: 2, sender_ids: ['store', 'second'] });
    await test.audience(id, [...test.people(1), ...test.people(1, { zoneSet: 2 })]);
    await test.sql('delete from feed_cursors where campaign_id = $1', [id]);
    await launchCampaign(here(), id, {}, { by });
    const cursors = await test.sql(
      `select sender_id, zone_set, slots[1] as first, cardinality(slots)::int as slots from feed_cursors
      where campaign_id = $1 order by first, zone_set`,
      [id],
    );
    expect(cursors.map(Object.values)).toEqual([
      ['store', 1, 0, 32],
      ['store', 2, 0, 32],
      ['second', 1, 1, 32],
      ['second', 2, 1, 32],
    ]);
  });

  it('waits for send_at', async () => {
    const id = await draft();
    await patchCampaign(here(), id, { send_at: later(60_000).toISOString() }, { by });
    expect((await launchCampaign(here(), id, {}, { by })).campaign.status).toBe('scheduled');
    expect(await test.store.findDueCampaigns(later(59_000))).not.toContain(id);
    expect(await test.store.findDueCampaigns(later(60_000))).toContain(id);
  });

  it('of an empty audience, or during an import, is refused', async () => {
    await expect(launchCampaign(here(), await draft(0), {}, { by })).rejects.toThrow('no recipients');
    const id = await draft();
    await test.sql('begin');
    await test.sql(`select pg_advisory_xact_lock(hashtextextended('import:' || $1, 0))`, [id]);
    await expect(launchCampaign(here(), id, {}, { by })).rejects.toThrow('A file is being imported');
    await test.sql('commit');
    expect((await launchCampaign(here(), id, {}, { by })).campaign.status).toBe('running');
  });

  it('with an estimate holds as long as nothing changed since', async () => {
    const id = await draft();
    const version = async () =>
      estimateVersion((await test.store.findEstimateBasis(id)) ?? { campaignId: id, version: 0, audienceVersion: 0 });
    const seen = await version();
    await test.sql(`update templates set updated_at = updated_at + interval '1 ms'`);
    await expect(launchCampaign(here(), id, { estimate_version: seen }, { by })).rejects.toMatchObject({
      type: 'estimate-outdated',
    });
    await launchCampaign(here(), id, { estimate_version: await version() }, { by });
  });

  it('reads its audience once, however many checks need the estimate', async () => {
    const id = await draft();
    let reads = 0;
    const deps = {
      ...here(),
      findAudienceParts: (...asked: Parameters<Store['findAudienceParts']>) => {
        reads += 1;
        return test.store.findAudienceParts(...asked);
      },
      findSettings: async () => ({ ...(await test.store.findSettings()), launchApproval: { above_people: 3 } }),
      findBalance: async () => ({ amount: '0', currency: 'USD', readAt: noon }),
    };
    const launch = (people: number) => launchCampaign(deps, id, { confirm_people: people }, { by });
    await expect(launch(2)).rejects.toThrow('reaches 3 people');
    expect(reads).toBe(1);
    expect((await launch(3)).campaign.status).toBe('running');
    expect(reads).toBe(2);
  });
});

describe('control by many at once', () => {
  it('leaves one event for each change, and the last of them is how it stands', async () => {
    const id = await draft();
    await launchCampaign(here(), id, {}, { by });
    const results = await byMany(50, (store, n) => (n % 3 ? pauseCampaign : resumeCampaign)(at(store, n), id, { by }));
    expect(done(results)).toHaveLength(50);
    const [, ...changes] = await typesOf(id);
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.filter((type, index) => type === changes[index - 1])).toEqual([]);
    const { campaign } = await findCampaignHistory(here(), id);
    expect(campaign.status).toBe(changes.at(-1) === 'paused' ? 'paused' : 'running');
  });

  it('cancels once, and nothing moves it any more', async () => {
    const id = await draft();
    await launchCampaign(here(), id, {}, { by });
    const results = await byMany(30, (store) => cancelCampaign(at(store), id, { by }));
    expect(done(results)).toHaveLength(30);
    expect(await typesOf(id)).toEqual(['launched', 'canceled']);
    await expect(resumeCampaign(here(), id, { by })).rejects.toMatchObject({ type: 'conflict' });
  });

  it('is paused by one of those who find that it has to be', async () => {
    const id = await draft();
    await launchCampaign(here(), id, {}, { by });
    const pause = { at: noon, reason: 'budget', detail: { spent: '12.5' } };
    const paused = await Promise.all(Array.from({ length: 20 }, () => test.store.savePause(id, pause)));
    expect(paused.filter(Boolean)).toHaveLength(1);
    expect((await eventsOf(id)).at(-1)).toEqual({ type: 'paused', ...pause });
    const entries = await test.store.loadAuditEntries({
      object: `campaigns/${id}`,
      action: 'campaign.paused',
      limit: 9,
    });
    expect(entries).toMatchObject([
      { at: noon, actor: { name: 'system' }, detail: { reason: 'budget', spent: '12.5' } },
    ]);
    expect(await test.store.loadCampaign(id)).toMatchObject({
      status: 'paused',
      statusReason: 'budget',
      pausedAt: noon,
    });
  });
});

describe('a request with an Idempotency-Key', () => {
  it('changes once, and gives all who repeat it the campaign as it was then', async () => {
    const id = await draft();
    const key = idempotencyKey('launch');
    const results = await byMany(20, (store) => launchCampaign(at(store), id, {}, { by, key }));
    expect(done(results).filter(({ isRepeat }) => !isRepeat)).toHaveLength(1);
    await pauseCampaign(here(), id, { by });
    const again = await launchCampaign(here(9_000), id, {}, { by, key });
    expect(again).toEqual({ isRepeat: true, campaign: done(results).find(({ isRepeat }) => !isRepeat)?.campaign });
    expect(again.campaign).toMatchObject({ status: 'running', launchedAt: noon });
  });

  it('makes one draft', async () => {
    const key = idempotencyKey('draft');
    const results = done(await byMany(20, (store) => createCampaign(at(store), request, { by, key })));
    expect(new Set(results.map(({ campaign }) => campaign.id)).size).toBe(1);
    expect(results.filter(({ isRepeat }) => !isRepeat)).toHaveLength(1);
    const gone = { ...here(), findTemplate: async () => undefined };
    expect((await createCampaign(gone, request, { by, key })).isRepeat).toBe(true);
  });

  it('is refused when the key came before with another request', async () => {
    const id = await draft();
    await cancelCampaign(here(), id, { by, key: idempotencyKey('one') });
    const reused = { by, key: idempotencyKey('one', 'another request') };
    await expect(cancelCampaign(here(), id, reused)).rejects.toMatchObject({ type: 'idempotency-key-reused' });
  });

  it('takes no key when it is refused', async () => {
    const id = await draft();
    const key = idempotencyKey('too early');
    await expect(pauseCampaign(here(), id, { by, key })).rejects.toMatchObject({ type: 'conflict' });
    await launchCampaign(here(), id, {}, { by });
    expect(await pauseCampaign(here(), id, { by, key })).toMatchObject({
      isRepeat: false,
      campaign: { status: 'paused' },
    });
  });
});
