import type { SendingWindow } from '@recado/contract';
import type { Enqueueing } from '../messages/message.ts';
import { addMs } from '../outcome.ts';
import { openingOf, type OpeningState } from '../sending-window/window.ts';

/** The people of one set of time zones that are left of a campaign, as far as one sender has to do with them. */
export type ZoneGroup = {
  zoneSet: number;
  /** The zones have IANA names. */
  zones: string[];
  /** True if messages that were fed before wait without a job: their campaign was paused, or their window closed. */
  hasParked: boolean;
  /** True if some people were never fed. */
  hasNew: boolean;
};

/** A running campaign that has something for a sender's queue. */
export type CampaignBacklog = {
  campaignId: string;
  /** Only people within this may be fed; without it at any time. */
  window?: SendingWindow;
  hasBudget: boolean;
  /** Only the first part may be fed until it was watched. */
  hasFirstPart: boolean;
  /** Everyone in the audience agreed, as the marketer says. */
  hasConsentBasis: boolean;
  parts: ZoneGroup[];
};

/** The amount to take for one group. Units are messages, or SMS segments. */
export type FeedRequest = {
  campaignId: string;
  zoneSet: number;
  units: number;
  at: Date;
  /** The end of the open window; null is without limit. `never`: it does not open again, and its people get nothing. */
  windowUntil: Date | null | 'never';
  /** The amount that may still be spent, as a decimal number. */
  budgetLeft?: string;
};

export type FeedResult = {
  jobs: Enqueueing[];
  units: number;
  /** Counts the people processed, including excluded ones. */
  people: number;
  /** True if no one is left. */
  isOver: boolean;
  /** The next one costs more than what is left of the budget. */
  isBeyondBudget: boolean;
  /** Holds the rest of the request's budget. */
  budgetLeft?: string;
};

/** The amount that may still be spent, as a decimal number, and its budget: the campaign's or the daily one. */
export type BudgetLeft = { left: string; of: 'budget' | 'daily_budget' };

/** The feeder's work within one transaction, for a sender that no other worker feeds at this time. */
export type FeedTransaction = {
  /** Units in the sender's queue, by campaign. */
  countQueued: () => Promise<Map<string, number>>;
  findBacklog: () => Promise<CampaignBacklog[]>;
  /**
   * The amount that the campaign may still spend, as a decimal number. No other transaction spends it until this one
   * ends.
   */
  lockBudget: (campaignId: string, at: Date) => Promise<BudgetLeft | undefined>;
  /**
   * The people of the first part who are left. No other transaction feeds them until this one ends. `undefined`: the rest may
   * follow.
   */
  lockFirstPart: (campaignId: string, at: Date) => Promise<number | undefined>;
  /** Takes messages that were parked. */
  releaseParked: (request: FeedRequest) => Promise<FeedResult>;
  /** Creates messages for the next people of the audience; excluded people get `suppressed` ones. */
  feedNext: (request: FeedRequest) => Promise<FeedResult>;
  /** Writes the consent that the campaign's basis claims for these messages' people. */
  recordConsent: (messageIds: string[], at: Date) => Promise<void>;
  /** Pauses the campaign as soon as nothing of it is in a queue any more. */
  pauseWhenSent: (campaignId: string, reason: string, at: Date) => Promise<void>;
};

type Known = { state: OpeningState; until: Date };

const hour = 3_600_000;
const atMost = 10_000;

/** Caches the state of each window for as long as it stays the same. */
export const makeOpenings = () => {
  const known = new Map<string, Known>();
  return (window: SendingWindow, zones: readonly string[], now: Date): OpeningState => {
    const key = JSON.stringify([window, zones]);
    const before = known.get(key);
    if (before && before.until > now) return before.state;
    const state = openingOf(window, zones.length > 0 ? zones : somewhere, now);
    if (known.size >= atMost) known.clear();
    known.set(key, { state, until: untilOf(state, now) });
    return state;
  };
};

const untilOf = (state: OpeningState, now: Date): Date => {
  if ('never' in state) return addMs(now, hour);
  return state.open ? state.until : state.at;
};

/** People without a known time zone get this one. */
const somewhere = ['UTC'];

export type Openings = ReturnType<typeof makeOpenings>;
