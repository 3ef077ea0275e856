import { expect, it } from 'vitest';
import { estimateVersion, type EstimateBasis } from './campaign.ts';

const basis: EstimateBasis = {
  campaignId: 'a',
  version: 1,
  audienceVersion: 2,
  templateUpdatedAt: new Date('2026-11-22T12:00:00Z'),
  pricesVersion: 3,
};

it('is the same as long as nothing changes', () => {
  expect(estimateVersion({ ...basis })).toBe(estimateVersion(basis));
});

it.each<[string, Partial<EstimateBasis>]>([
  ['the campaign', { campaignId: 'b' }],
  ['the settings', { version: 2 }],
  ['the audience', { audienceVersion: 3 }],
  ['the template', { templateUpdatedAt: new Date('2026-11-22T12:00:00.001Z') }],
  ["the fallback's template", { fallbackTemplateUpdatedAt: new Date('2026-11-22T12:00:00Z') }],
  ['the prices', { pricesVersion: 4 }],
])('is another when %s changes', (_what, change) => {
  expect(estimateVersion({ ...basis, ...change })).not.toBe(estimateVersion(basis));
});

it('does not take one thing for another', () => {
  expect(estimateVersion({ campaignId: 'a', version: 1, audienceVersion: 11 })).not.toBe(
    estimateVersion({ campaignId: 'a', version: 11, audienceVersion: 1 }),
  );
});
