import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';
import { noon } from '../support/samples.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

it.each([
  ['opted_out', undefined, { accepted: 1 }],
  ['erased', 'erased', { 'suppressed erased': 1 }],
])(
  'a person who was %s at the import and opted in again is %s in an estimate, and when fed',
  async (excluded, reason, counts) => {
    const id = await test.campaign();
    await test.audience(id, test.people(1, { excluded }));
    await test.sql('delete from suppressions');
    const [part] = await test.store.findAudienceParts(id, noon);
    expect(part?.reason).toBe(reason);
    await test.feedNext(id, 10);
    expect(await test.statusCounts(id)).toEqual(counts);
  },
);
