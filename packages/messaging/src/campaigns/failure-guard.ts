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

export type CampaignAlarm = { reason: string; detail: Record<string, number> };

export type GuardedCampaign = {
  id: string;
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
 * costs money and reputation. A resume restarts the count. Several workers may run it at once.
 */
export const guardCampaigns = async (deps: Deps): Promise<void> => {
  for (const guarded of await deps.findGuardedCampaigns()) await look(deps, guarded);
};

const isFewer = (a: OutcomeCounts, b: OutcomeCounts) => a.tried < b.tried || a.failed < b.failed;

const look = async (deps: Deps, guarded: GuardedCampaign): Promise<void> => {
  const at = deps.clock();
  const base = lesser(guarded.now, guarded.base);
  const lately = since(guarded.now, base);
  const alarm = alarmOf(lately, deps.blockingCodes);
  if (alarm) {
    if (await deps.savePause(guarded.id, { at, ...alarm })) deps.paused?.(guarded.id, alarm);
  } else if (lately.tried >= failureRules.restartCountAfter) await deps.moveGuardBase(guarded, guarded.now, at);
  else if (isFewer(base, guarded.base)) await deps.moveGuardBase(guarded, base, at);
};

/** Counts a campaign's messages by outcome, without its fallback SMS. */
export type OutcomeCounts = {
  /** Twilio took it, or it failed. */
  tried: number;
  /** Delivered, read, failed or undelivered. */
  ended: number;
  /** Failed or undelivered. */
  failed: number;
  /** Counts the fallback SMS of some of those messages. */
  fallbacks: number;
  failedFallbacks: number;
  /** Counts the failed messages by Twilio's error code. */
  codes: Record<string, number>;
};

export const zeroCounts: OutcomeCounts = {
  tried: 0,
  ended: 0,
  failed: 0,
  fallbacks: 0,
  failedFallbacks: 0,
  codes: {},
};

const combine =
  (combined: (a: number, b: number) => number) =>
  (a: OutcomeCounts, b: OutcomeCounts): OutcomeCounts => {
    const names = [...new Set([...Object.keys(a.codes), ...Object.keys(b.codes)])];
    return {
      tried: combined(a.tried, b.tried),
      ended: combined(a.ended, b.ended),
      failed: combined(a.failed, b.failed),
      fallbacks: combined(a.fallbacks, b.fallbacks),
      failedFallbacks: combined(a.failedFallbacks, b.failedFallbacks),
      codes: Object.fromEntries(names.map((name) => [name, combined(a.codes[name] ?? 0, b.codes[name] ?? 0)])),
    };
  };

/** Returns the difference between two tallies. */
const since = combine((now, base) => now - base);

/** A retry takes failures back: the lesser of each. */
const lesser = combine(Math.min);
