import { createHash } from 'node:crypto';

/** Everything that an estimate is made from, as versions and times of change. */
export type EstimateBasis = {
  /** The estimate of one campaign launches no other. */
  campaignId: string;
  /** It counts the changes of the campaign. */
  version: number;
  audienceVersion: number;
  templateUpdatedAt?: Date;
  fallbackTemplateUpdatedAt?: Date;
  /** The version of the price list, if there is one. */
  pricesVersion?: number;
};

/** A name for what was estimated: another one as soon as the settings, the audience, the content or the prices change. */
export const estimateVersion = (basis: EstimateBasis): string => {
  const { campaignId, version, audienceVersion, templateUpdatedAt, fallbackTemplateUpdatedAt, pricesVersion } = basis;
  const parts = [
    campaignId,
    version,
    audienceVersion,
    templateUpdatedAt,
    fallbackTemplateUpdatedAt,
    pricesVersion ?? null,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
};
