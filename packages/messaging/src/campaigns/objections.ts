import type { ObjectionLimits } from '@recado/contract';
import type { RecordedCampaign } from './campaign.ts';
import type { CampaignAlarm, OutcomeCounts } from './outcome-counts.ts';

export const defaultObjectionLimits: ObjectionLimits = {
  enabled: true,
  first_percent: 2,
  first_people: 200,
  watch: 1_800,
  opted_out_percent: 2,
  blocked_percent: 1,
  held_back_percent: 20,
};

export const objectionsReason = 'objections';

/** Twilio's codes by which people, or Meta for them, object to marketing. */
export type ObjectionCodes = { blocked: readonly number[]; heldBack: readonly number[] };

/** With fewer messages, one person would decide. */
const judgedAtLeast = 100;

/**
 * Returns the alarm if more people object to a campaign than the limits allow. The figures of the alarm are those of the
 * first limit that was passed, with that limit.
 */
export const objectionAlarmOf = (
  { tried, delivered, optedOut, codes: failures }: OutcomeCounts,
  limits: ObjectionLimits,
  codes: ObjectionCodes,
): CampaignAlarm | undefined => {
  if (!limits.enabled) return undefined;
  const failedWith = (each: readonly number[]) => each.reduce((sum, code) => sum + (failures[code] ?? 0), 0);
  const [blocked, heldBack] = [failedWith(codes.blocked), failedWith(codes.heldBack)];
  const isBeyond = (count: number, of: number, percent: number) => of >= judgedAtLeast && count * 100 > percent * of;
  const alarm = (detail: CampaignAlarm['detail']): CampaignAlarm => ({ reason: objectionsReason, detail });
  if (isBeyond(optedOut, delivered, limits.opted_out_percent))
    return alarm({ opted_out: optedOut, delivered, limit_percent: limits.opted_out_percent });
  if (isBeyond(blocked, tried, limits.blocked_percent))
    return alarm({ blocked, tried, limit_percent: limits.blocked_percent });
  if (isBeyond(heldBack, tried, limits.held_back_percent))
    return alarm({ held_back_by_meta: heldBack, tried, limit_percent: limits.held_back_percent });
  return undefined;
};

/** The people of a campaign who get it before the rest; `undefined` if all get it at once. */
export const firstPartOf = (
  { category, dryRun, recipients }: Pick<RecordedCampaign, 'category' | 'dryRun' | 'recipients'>,
  { enabled, first_percent: percent, first_people: people }: ObjectionLimits,
): number | undefined => {
  const size = Math.max(people, Math.ceil((recipients * percent) / 100));
  return enabled && category === 'marketing' && !dryRun && recipients > size ? size : undefined;
};
