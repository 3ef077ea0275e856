import type { ObjectionLimits } from '@recado/contract';
import { objectionAlarmOf, type ObjectionCodes } from './objections.ts';
import { lesser, since, type CampaignAlarm, type OutcomeCounts } from './outcome-counts.ts';

/** The limits at which a failing campaign is paused. Counts begin at its start or at the last restart of the count. */
export const failureRules = {
  /** With fewer final messages there is no alarm. */
  endedAtLeast: 50,
  /** The share of people who were neither reached nor can be reached by SMS. */
  errorShare: 0.2,
  /** This many messages failed with one code that shows that the next message will fail too. */
  blockedAtLeast: 10,
  blockedShare: 0.05,
  /**
   * After this many messages without an alarm the count restarts, so that early successes do not hide late failures.
   */
  restartCountAfter: 1_000,
} as const;

export type GuardedCampaign = {
  id: string;
  isMarketing: boolean;
  /** Counts of the last start, from which objections are counted. */
  start: OutcomeCounts;
  /** Names this look: a base is moved by one of those who look at once. */
  since: Date | undefined;
  now: OutcomeCounts;
  base: OutcomeCounts;
};

type Deps = {
  clock: () => Date;
  /** Running campaigns with their counts. */
  findGuardedCampaigns: () => Promise<GuardedCampaign[]>;
  moveGuardBase: (guarded: GuardedCampaign, base: OutcomeCounts, at: Date) => Promise<void>;
  /** Pauses one that runs; true for the one who did it. */
  savePause: (id: string, pause: { at: Date } & CampaignAlarm) => Promise<boolean>;
  /** Ends the hold of campaigns whose first part was watched for long enough. */
  releaseFirstParts: (watchSeconds: number, at: Date) => Promise<void>;
  findSettings: () => Promise<{ objectionLimits: ObjectionLimits }>;
  objectionCodes: ObjectionCodes;
  /** Codes that show that the next message will fail too. */
  blockingCodes: ReadonlyMap<number, string>;
  /** Called for each campaign that was paused. */
  paused?: (id: string, alarm: CampaignAlarm) => void;
};

/** Returns the reason to pause a campaign, from its recent outcomes; `undefined` if there is none. */
export const alarmOf = (lately: OutcomeCounts, blocking: Deps['blockingCodes']): CampaignAlarm | undefined => {
  const blocked = blockedBy(lately, blocking);
  if (blocked) return blocked;
  const lost = lostOf(lately);
  return lately.ended >= failureRules.endedAtLeast && lost > failureRules.errorShare * lately.tried
    ? { reason: 'error_share', detail: { lost, ended: lately.ended, tried: lately.tried } }
    : undefined;
};

/** A message that failed and that an SMS stands in for is not lost; if that failed too, it is. */
const lostOf = ({ failed, fallbacks, failedFallbacks }: OutcomeCounts): number =>
  Math.max(0, failed - fallbacks) + failedFallbacks;

const blockedBy = ({ tried, codes }: OutcomeCounts, blocking: Deps['blockingCodes']): CampaignAlarm | undefined => {
  const worst = Object.entries(codes)
    .filter(([code]) => blocking.has(Number(code)))
    .toSorted(([, a], [, b]) => b - a)[0];
  if (!worst) return undefined;
  const [code, blocked] = worst;
  return blocked >= failureRules.blockedAtLeast && blocked > failureRules.blockedShare * tried
    ? { reason: `blocked_by_${code}`, detail: { error_code: Number(code), blocked, tried } }
    : undefined;
};

/**
 * Pauses running campaigns whose messages mostly fail, or whose template, sender or account is blocked: to continue
 * costs money and reputation. So do objections of people to marketing. A resume restarts the count. Several workers may
 * run it at once.
 */
export const guardCampaigns = async (deps: Deps): Promise<void> => {
  const { objectionLimits } = await deps.findSettings();
  for (const guarded of await deps.findGuardedCampaigns()) await look(deps, guarded, objectionLimits);
  await deps.releaseFirstParts(objectionLimits.enabled ? objectionLimits.watch : 0, deps.clock());
};

const objectionsTo = (
  { isMarketing, now, start }: GuardedCampaign,
  limits: ObjectionLimits,
  { objectionCodes }: Deps,
): CampaignAlarm | undefined =>
  isMarketing ? objectionAlarmOf(since(now, lesser(now, start)), limits, objectionCodes) : undefined;

const isFewer = (a: OutcomeCounts, b: OutcomeCounts) => a.tried < b.tried || a.failed < b.failed;

const look = async (deps: Deps, guarded: GuardedCampaign, limits: ObjectionLimits): Promise<void> => {
  const at = deps.clock();
  const base = lesser(guarded.now, guarded.base);
  const lately = since(guarded.now, base);
  const alarm = alarmOf(lately, deps.blockingCodes) ?? objectionsTo(guarded, limits, deps);
  if (alarm) {
    if (await deps.savePause(guarded.id, { at, ...alarm })) deps.paused?.(guarded.id, alarm);
  } else if (lately.tried >= failureRules.restartCountAfter) await deps.moveGuardBase(guarded, guarded.now, at);
  else if (isFewer(base, guarded.base)) await deps.moveGuardBase(guarded, base, at);
};
