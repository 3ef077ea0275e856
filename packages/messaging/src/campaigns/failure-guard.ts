/** When a campaign is stopped for what becomes of its messages. The figures are those since its start or the last look. */
export const watchRules = {
  /** Nothing is said of fewer. */
  endedAtLeast: 50,
  /** Of the people who were tried: neither reached nor to be reached by SMS. */
  errorShare: 0.2,
  /** With one code after which the next message fares no better. */
  blockedAtLeast: 10,
  blockedShare: 0.05,
  /** When so many were tried and all is well, it is counted anew: what breaks late is not hidden by what went well. */
  countAnewAfter: 1_000,
} as const;

export type CampaignAlarm = { reason: string; detail: Record<string, number> };

export type Watched = {
  id: string;
  /** Names this look: a base is moved by one of those who look at once. */
  since: Date | undefined;
  now: CampaignTally;
  base: CampaignTally;
};

type Deps = {
  clock: () => Date;
  /** Running campaigns with their counts. */
  findWatched: () => Promise<Watched[]>;
  moveWatch: (watched: Watched, base: CampaignTally, at: Date) => Promise<void>;
  /** Pauses one that runs; true for the one who did it. */
  pauseCampaign: (id: string, pause: { at: Date } & CampaignAlarm) => Promise<boolean>;
  /** Codes after which the next message fares no better. */
  blockingCodes: ReadonlyMap<number, string>;
  /** Told of each that was paused. */
  paused?: (id: string, alarm: CampaignAlarm) => void;
};

/** Why a campaign must not go on, from what came of it lately; `undefined` when nothing speaks against it. */
export const alarmOf = (lately: CampaignTally, blocking: Deps['blockingCodes']): CampaignAlarm | undefined => {
  const blocked = blockedBy(lately, blocking);
  if (blocked) return blocked;
  const lost = lostOf(lately);
  return lately.ended >= watchRules.endedAtLeast && lost > watchRules.errorShare * lately.tried
    ? { reason: 'error_share', detail: { lost, ended: lately.ended, tried: lately.tried } }
    : undefined;
};

/** A message that failed and that an SMS stands in for is not lost; if that failed too, it is. */
const lostOf = ({ failed, fallbacks, failedFallbacks }: CampaignTally): number =>
  Math.max(0, failed - fallbacks) + failedFallbacks;

const blockedBy = ({ tried, codes }: CampaignTally, blocking: Deps['blockingCodes']): CampaignAlarm | undefined => {
  const worst = Object.entries(codes)
    .filter(([code]) => blocking.has(Number(code)))
    .toSorted(([, a], [, b]) => b - a)[0];
  if (!worst) return undefined;
  const [code, blocked] = worst;
  return blocked >= watchRules.blockedAtLeast && blocked > watchRules.blockedShare * tried
    ? { reason: `blocked_by_${code}`, detail: { error_code: Number(code), blocked, tried } }
    : undefined;
};

/**
 * Pauses running campaigns that mostly fail, or whose template, sender or account is blocked: more of the same costs
 * money and reputation. A resume counts anew. Any number of workers may look.
 */
export const watchCampaigns = async (deps: Deps): Promise<void> => {
  for (const watched of await deps.findWatched()) await look(deps, watched);
};

const isFewer = (a: CampaignTally, b: CampaignTally) => a.tried < b.tried || a.failed < b.failed;

const look = async (deps: Deps, watched: Watched): Promise<void> => {
  const at = deps.clock();
  const base = lesser(watched.now, watched.base);
  const lately = since(watched.now, base);
  const alarm = alarmOf(lately, deps.blockingCodes);
  if (alarm) {
    if (await deps.pauseCampaign(watched.id, { at, ...alarm })) deps.paused?.(watched.id, alarm);
  } else if (lately.tried >= watchRules.countAnewAfter) await deps.moveWatch(watched, watched.now, at);
  else if (isFewer(base, watched.base)) await deps.moveWatch(watched, base, at);
};

/** How many messages of a campaign came to what, its SMS fallbacks apart. */
export type CampaignTally = {
  /** Twilio took it, or it failed. */
  tried: number;
  /** Delivered, read, failed or undelivered. */
  ended: number;
  /** Failed or undelivered. */
  failed: number;
  /** The SMS that stood in for some of those. */
  fallbacks: number;
  failedFallbacks: number;
  /** Of all that failed, by Twilio's code. */
  codes: Record<string, number>;
};

export const emptyTally: CampaignTally = {
  tried: 0,
  ended: 0,
  failed: 0,
  fallbacks: 0,
  failedFallbacks: 0,
  codes: {},
};

const combine =
  (combined: (a: number, b: number) => number) =>
  (a: CampaignTally, b: CampaignTally): CampaignTally => {
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

/** What came in addition. */
const since = combine((now, base) => now - base);

/** A retry takes failures back: the lesser of each. */
const lesser = combine(Math.min);
