import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';
import { later, noon } from '../support/samples.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

it.each([
  [true, 0],
  [false, 2],
])('a campaign whose dry_run is %s records the consent of %i people', async (isDry, recorded) => {
  const people = test.people(2);
  const campaignId = await test.campaign({ launched_at: noon, launched_by: 'marketing', dry_run: isDry });
  await test.audience(campaignId, people);
  await test.store.feeding('store', async (feeding) => {
    const request = { campaignId, zoneSet: 1, units: 2, at: later(60_000), windowUntil: null };
    const { jobs } = await feeding.feedNext(request);
    expect(jobs).toHaveLength(2);
    await feeding.recordConsent(
      jobs.map(({ messageId }) => messageId),
      later(60_000),
    );
  });
  const proofs = await Promise.all(people.map(({ to }) => test.store.loadConsentProof(to)));
  expect(proofs.flatMap(({ consents }) => consents)).toHaveLength(recorded);
});
