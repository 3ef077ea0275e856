import type { SendingWindow } from '@recado/contract';
import type { Enqueueing } from '../messages/accept.ts';
import { addMs } from '../outcome.ts';
import { openingOf, type OpeningState } from '../sending-window/window.ts';

/** The people of one set of time zones that are left of a campaign, as far as one sender has to do with them. */
export type FeedPart = {
  zoneSet: number;
  /** IANA names. */
  zones: string[];
  /** Whether some wait that were fed before and have no job: their campaign was paused, or their window closed. */
  hasParked: boolean;
  /** Whether some were never fed. */
  hasNew: boolean;
};

/** A running campaign that has something for a sender's queue. */
export type FeedLine = {
  campaignId: string;
  /** Only people within this may be fed; without it at any time. */
  window?: SendingWindow;
  hasBudget: boolean;
  /** Everyone in the audience agreed, as the marketer says. */
  hasConsentBasis: boolean;
  parts: FeedPart[];
};

/** How much of whom to take. Units are messages, and segments of SMS. */
export type FeedWish = {
  campaignId: string;
  zoneSet: number;
  units: number;
  at: Date;
  /** Until when the window is open; null is for ever. `never`: it does not open again, and nobody is sent anything. */
  windowUntil: Date | null | 'never';
  /** What may still be spent, as a decimal number. */
  budgetLeft?: string;
};

export type Fed = {
  jobs: Enqueueing[];
  units: number;
  /** People dealt with, those included who were kept back. */
  people: number;
  /** Nobody is left. */
  isOver: boolean;
  /** The next one costs more than what is left of the budget. */
  isBeyondBudget: boolean;
  /** What of the wish's is left. */
  budgetLeft?: string;
};

/** What may still be spent, as a decimal number, and of which budget: the campaign's own, or the day's for all. */
export type BudgetLeft = { left: string; of: 'budget' | 'daily_budget' };

/** What the feeder does within one transaction, for one sender that no other worker feeds meanwhile. */
export type Feeding = {
  /** Units in the sender's queue, by campaign. */
  countQueued: () => Promise<Map<string, number>>;
  findLines: () => Promise<FeedLine[]>;
  /** What the campaign may still spend, as a decimal number; nobody else spends of it until the transaction ends. */
  holdBudget: (campaignId: string, at: Date) => Promise<BudgetLeft | undefined>;
  /** Takes messages that were parked. */
  releaseParked: (wish: FeedWish) => Promise<Fed>;
  /** Makes messages of the next people of the audience; of those who are kept back `suppressed` ones. */
  feedNext: (wish: FeedWish) => Promise<Fed>;
  /** Writes down what the campaign's basis says of these messages' people. */
  recordConsent: (messageIds: string[], at: Date) => Promise<void>;
  /** Pauses the campaign as soon as nothing of it is in a queue any more. */
  pauseWhenSent: (campaignId: string, reason: string, at: Date) => Promise<void>;
};

type Known = { state: OpeningState; until: Date };

const hour = 3_600_000;
const atMost = 10_000;

/** How windows stand, each worked out once for the time that it stays so. */
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

/** People of whom nothing is known live by this. */
const somewhere = ['UTC'];

export type Openings = ReturnType<typeof makeOpenings>;
