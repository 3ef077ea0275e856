import type { SenderEventKind, SenderHistory } from '@recado/contract';
import { Refusal } from '../errors.ts';
import type { RecordedSender } from './sender.ts';

/** Says what a change was about. `rate`: messages a second, after it. */
export type SenderEventDetail = SenderHistory['events'][number]['detail'];

/** Changes of one kind within a minute; `at`: the last of them. */
export type SenderEvent = { at: Date; kind: SenderEventKind; times: number; detail: SenderEventDetail };

/** Requests that Twilio took and refused from `at` until the next step. */
export type SenderStep = { at: Date; sent: number; failed: number };

/** A minute of a sender, as a worker counted it. */
export type SenderMinute = SenderStep & { senderId: string };

export type SenderHistoryDeps = {
  clock: () => Date;
  findSender: (id: string) => Promise<RecordedSender | undefined>;
  /** Only steps in which something was sent or failed. */
  loadSenderSteps: (id: string, from: Date, stepSeconds: number) => Promise<SenderStep[]>;
  /** The oldest first. */
  findSenderEvents: (id: string, from: Date) => Promise<SenderEvent[]>;
};

const minute = 60;
const hour = 60 * minute;
const steps = [minute, 5 * minute, 15 * minute, hour, 6 * hour, 24 * hour];
const mostPoints = 500;

/** Returns what a sender did in these hours up to now, with a point for each step, and what changed it. */
export const senderHistory = async (deps: SenderHistoryDeps, id: string, hours: number) => {
  const sender = await deps.findSender(id);
  if (!sender) throw new Refusal('not-found', 'There is no such sender');
  const stepSeconds = steps.find((seconds) => (hours * hour) / seconds <= mostPoints) ?? 24 * hour;
  const last = floorTo(deps.clock(), stepSeconds);
  const count = Math.ceil((hours * hour) / stepSeconds);
  const from = new Date((last - count + 1) * stepSeconds * 1000);
  const [found, events] = await Promise.all([
    deps.loadSenderSteps(id, from, stepSeconds),
    deps.findSenderEvents(id, from),
  ]);
  const byStep = new Map(found.map((step) => [floorTo(step.at, stepSeconds), step]));
  const points = Array.from({ length: count }, (_, place) => {
    const step = last - count + 1 + place;
    const at = new Date(step * stepSeconds * 1000);
    const end = new Date((step + 1) * stepSeconds * 1000);
    const { sent = 0, failed = 0 } = byStep.get(step) ?? {};
    return { at, sent, failed, rate: lowestRate(sender.mps, events, at, end) };
  });
  return { stepSeconds, points, events };
};

/** Returns the number of the step since 1970. */
const floorTo = (at: Date, stepSeconds: number): number => Math.floor(at.getTime() / 1000 / stepSeconds);

/** Returns the lowest rate between two times. A reduction is over within a minute. */
const lowestRate = (mps: number, events: readonly SenderEvent[], from: Date, to: Date): number => {
  const nextSet = events.find(({ kind, at }) => kind === 'rate_set' && at >= from);
  const rates = events
    .filter(({ kind, at }) => (kind === 'slowed' || kind === 'rate_set') && at >= from && at < to)
    .map(({ detail }) => detail.rate ?? mps);
  return Math.min(nextSet?.detail.rate_before ?? mps, ...rates);
};
