import type { HistoryStep } from '@recado/contract';
import { findCampaignHistory } from './change.ts';

export type HistoryRange = { from: Date; to: Date };

/** Describes the changes of a campaign's messages from `at` until the next step. */
export type RecordedHistoryPoint = {
  at: Date;
  sent: number;
  delivered: number;
  read: number;
  failed: number;
  suppressed: number;
  canceled: number;
  /** Messages that people sent in answer. */
  replied: number;
  cost: string;
};

type Deps = Parameters<typeof findCampaignHistory>[0] & {
  findHistoryRange: (id: string) => Promise<HistoryRange | undefined>;
  /** Only the steps in which something changed. */
  loadHistory: (id: string, range: HistoryRange & { stepSeconds: number }) => Promise<RecordedHistoryPoint[]>;
  findPriceCurrency: () => Promise<string | undefined>;
};

const mostPoints = 500;
const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const fixedSteps = { minute, hour, day };
const autoSteps = [minute, 5 * minute, 15 * minute, hour, 6 * hour];

/**
 * Returns a campaign's changes over time, with a point for each step between the first and the last change. At most 500
 * points: a step that is too short for the whole time shows its end.
 */
export const campaignHistory = async (deps: Deps, id: string, step: HistoryStep) => {
  const [{ campaign, events }, range] = await Promise.all([findCampaignHistory(deps, id), deps.findHistoryRange(id)]);
  const currency = campaign.budget?.currency ?? (await deps.findPriceCurrency());
  const stepSeconds = step === 'auto' ? stepFor(range) : fixedSteps[step];
  const points = range ? await loadPoints(deps, id, range, stepSeconds) : [];
  return { events, stepSeconds, points, currency };
};

const countOf = ({ from, to }: HistoryRange, stepSeconds: number): number =>
  floorTo(to, stepSeconds) - floorTo(from, stepSeconds) + 1;

/** Returns the number of the step since 1970. */
const floorTo = (at: Date, stepSeconds: number): number => Math.floor(at.getTime() / 1000 / stepSeconds);

const stepFor = (range: HistoryRange | undefined): number =>
  autoSteps.find((seconds) => !range || countOf(range, seconds) <= mostPoints) ?? day;

const loadPoints = async (deps: Deps, id: string, range: HistoryRange, stepSeconds: number) => {
  const last = floorTo(range.to, stepSeconds);
  const first = Math.max(floorTo(range.from, stepSeconds), last - mostPoints + 1);
  const from = new Date(first * stepSeconds * 1000);
  const found = await deps.loadHistory(id, { from, to: range.to, stepSeconds });
  const byStep = new Map(found.map((point) => [floorTo(point.at, stepSeconds), point]));
  return Array.from({ length: last - first + 1 }, (_, place): RecordedHistoryPoint => {
    const at = first + place;
    return byStep.get(at) ?? { ...nothing, at: new Date(at * stepSeconds * 1000) };
  });
};

const nothing = { sent: 0, delivered: 0, read: 0, failed: 0, suppressed: 0, canceled: 0, replied: 0, cost: '0' };
