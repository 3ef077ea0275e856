import type { SendingWindow } from '@recado/contract';
import type { RecordedSender } from '../senders/sender.ts';
import { courseOf, type Course } from '../sending-window/duration.ts';
import type { RecordedCampaign } from './campaign.ts';

/** Describes the work of one sender of a pool. `rate`: messages per second, or SMS segments. */
export type SenderPace = Quantity & { senderId: string; rate: number; isPaused: boolean; endsAt?: Date };

/** Describes the duration of a campaign. `beyondAYear`: messages or SMS segments that would take longer than a year. */
export type Pace = { senders: SenderPace[]; startsAt?: Date; endsAt?: Date; beyondAYear: number };

type Task = {
  campaign: RecordedCampaign;
  parts: readonly AudiencePart[];
  senders: readonly RecordedSender[];
  from: Date;
  window?: SendingWindow;
};

/** Computes how long a pool of senders takes, each for its own people at its full rate, as if no other campaign ran. */
export const paceOf = (task: Task): Pace => {
  const shares = task.campaign.senderIds.flatMap((id, place) => share(task, id, place) ?? []);
  const startsAt = extreme(
    Math.min,
    shares.map(({ course }) => course.startsAt),
  );
  const endsAt = extreme(
    Math.max,
    shares.map(({ course }) => course.endsAt),
  );
  return {
    senders: shares.map(({ pace }) => pace),
    ...(startsAt && { startsAt }),
    ...(endsAt && { endsAt }),
    beyondAYear: Math.ceil(shares.reduce((total, { course }) => total + course.unsent, 0)),
  };
};

const share = (task: Task, senderId: string, place: number): { pace: SenderPace; course: Course } | undefined => {
  const sender = task.senders.find(({ id }) => id === senderId);
  if (!sender) return undefined;
  const own = task.parts.filter((part) => part.place === place);
  const people = own.reduce((total, part) => total + part.people, 0);
  const units = own.reduce((total, part) => total + part.units, 0);
  // The limit is of people of the whole portfolio, the load in units of this sender.
  const { peopleLimit } = sender;
  const sharing = peopleLimit === undefined ? 0 : peopleOfPortfolio(task, sender);
  const perDay = peopleLimit === undefined || sharing === 0 ? undefined : peopleLimit * (units / sharing);
  const course = courseOf(own, { rate: sender.mps, ...(perDay !== undefined && { perDay }) }, task.from, task.window);
  const { endsAt } = course;
  return {
    pace: { senderId, people, units, rate: sender.mps, isPaused: sender.paused, ...(endsAt && { endsAt }) },
    course,
  };
};

/** Counts the people of this campaign for all senders of the portfolio of one of them. */
const peopleOfPortfolio = ({ campaign, parts, senders }: Task, { id, portfolio }: RecordedSender): number => {
  const places = campaign.senderIds.map((senderId) => {
    const other = senders.find((sender) => sender.id === senderId);
    return senderId === id || (portfolio !== undefined && other?.portfolio === portfolio);
  });
  return parts.reduce((total, { place, people }) => total + (places[place] ? people : 0), 0);
};

const extreme = (choose: (...times: number[]) => number, dates: (Date | undefined)[]): Date | undefined => {
  const times = dates.flatMap((date) => date?.getTime() ?? []);
  return times.length > 0 ? new Date(choose(...times)) : undefined;
};

/** A number of messages, and of their SMS segments; for WhatsApp the two are equal. */
export type Quantity = { people: number; units: number };

/** People of an audience who are alike in what an estimate asks. */
export type AudiencePart = Quantity & {
  /** The reason why they would be excluded if the campaign were sent now. */
  reason?: string;
  /** ISO 3166; absent if the number has no country. */
  country?: string;
  /** The language that was chosen for them; absent for that of the campaign. */
  language?: string;
  /** The zones have IANA names. */
  zones: string[];
  /** The sender of the pool that sends to them. */
  place: number;
  /** The people whose SMS is sent as UCS-2. */
  unicode: UnicodeQuantity;
  /** Counts the people with a fallback SMS. */
  fallbacks: Quantity & { unicode: UnicodeQuantity };
};

/** `extra`: the segments that their texts would not need in GSM-7. */
export type UnicodeQuantity = Quantity & { extra: number };
