import { pauseCampaign, resumeCampaign, guardCampaigns } from '@recado/messaging';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { later, noon } from '../support/samples.ts';
import { openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const objectionCodes = { blocked: [63_014, 63_033], heldBack: [63_049] };

const watch = (ms: number) =>
  guardCampaigns({
    ...test.store,
    clock: () => later(ms),
    blockingCodes: new Map([[63_042, 'disabled']]),
    objectionCodes,
  });

const statusOf = async (id: string) => {
  const campaign = await test.store.loadCampaign(id);
  return [campaign?.status, campaign?.statusReason];
};

/** Moves this many fed messages to a status, in one change of each. */
const end = (id: string, status: string, count: number, code?: number) =>
  test.sql(
    `update messages set status = $2::message_status, error_code = $4 where id in (
      select id from messages where campaign_id = $1 and status = 'accepted' limit $3
    )`,
    [id, status, count, code ?? null],
  );

const running = async (people: number) => {
  const id = await test.campaign({ recipients: people });
  await test.audience(id, test.people(people));
  await test.feedNext(id, people);
  return id;
};

it('pauses a campaign that mostly fails, counted before and after the counts are added up', async () => {
  const id = await running(100);
  await end(id, 'delivered', 60);
  await watch(0);
  expect(await statusOf(id)).toEqual(['running', undefined]);
  await test.counted(id);
  await end(id, 'failed', 10, 63_024);
  await end(id, 'undelivered', 6);
  await watch(1_000);
  expect(await statusOf(id)).toEqual(['paused', 'error_share']);
  const history = await test.store.loadCampaignHistory(id);
  expect(history?.events.at(-1)).toEqual({
    at: later(1_000),
    type: 'paused',
    reason: 'error_share',
    detail: { lost: 16, ended: 76, tried: 76 },
  });
});

it('judges a campaign that was resumed by what comes after', async () => {
  const id = await running(200);
  await end(id, 'failed', 60);
  await watch(0);
  expect(await statusOf(id)).toEqual(['paused', 'error_share']);
  await resumeCampaign({ ...test.store, clock: () => noon }, id, { by: 'ops' });
  await watch(1_000);
  expect(await statusOf(id)).toEqual(['running', undefined]);
  await end(id, 'failed', 12, 63_042);
  await watch(2_000);
  expect(await statusOf(id)).toEqual(['paused', 'blocked_by_63042']);
});

const look = async (id: string) => (await test.store.findGuardedCampaigns()).find((guarded) => guarded.id === id);

it('restarts the count once for all simultaneous callers', async () => {
  const id = await running(1);
  const guarded = await look(id);
  if (!guarded) throw new Error('a running campaign is watched');
  const first = { ...guarded.now, tried: 1 };
  await test.store.moveGuardBase(guarded, first, later(1));
  await test.store.moveGuardBase(guarded, { ...guarded.now, tried: 2 }, later(2));
  expect(await look(id)).toMatchObject({ since: later(1), base: first });
});

it('looks at running campaigns alone', async () => {
  const id = await running(1);
  await pauseCampaign({ ...test.store, clock: () => noon }, id, { by: 'ops' });
  expect((await test.store.findGuardedCampaigns()).map((each) => each.id)).not.toContain(id);
});
