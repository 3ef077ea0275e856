import type { Report } from '@recado/contract';
import type {
  FigureQuery,
  FigureSums,
  InboundFigures,
  LatencyFigures,
  LoadedFigures,
  MessageFigures,
  NamedKey,
} from '@recado/messaging';
import { omitUndefined } from '@recado/presentation';

type Named<Name extends Report['report']> = Extract<Report, { report: Name }>;

type FiguresOf<Name extends Report['report']> = Named<Name>['totals'];

/** The figures of each report, from counts of messages. */
export const messageReports: {
  [Name in Exclude<Report['report'], 'latency' | 'inbox'>]: (figures: MessageFigures) => FiguresOf<Name>;
} = {
  delivery: ({ accepted, waiting, sent, delivered, read, undelivered, failed, kept_back, expired, canceled }) => ({
    accepted,
    waiting,
    sent,
    delivered,
    delivered_percent: shareOf(delivered, sent),
    read,
    undelivered,
    failed,
    kept_back,
    expired,
    canceled,
  }),
  engagement: ({ whatsapp_delivered: onWhatsapp, delivered, read, reached, replied, opted_out: optedOut }) => ({
    delivered: onWhatsapp,
    read,
    read_percent: shareOf(read, onWhatsapp),
    reached,
    replied,
    replied_percent: shareOf(replied, reached),
    opted_out: optedOut,
    opted_out_per_1000: shareOf(optedOut, delivered, 1_000),
  }),
  cost: ({ accepted, cost, charged, expected, delivered, replied }) => ({
    accepted,
    cost,
    charged,
    expected,
    per_delivered: averageOf(cost, delivered),
    per_reply: averageOf(cost, replied),
  }),
  errors: ({ failed, undelivered, sent }) => ({
    messages: failed + undelivered,
    tried: sent + failed,
    percent: shareOf(failed + undelivered, sent + failed),
  }),
  kept_back: ({ kept_back: messages, accepted }) => ({ messages, accepted, percent: shareOf(messages, accepted) }),
  campaigns: ({ sent, delivered, whatsapp_delivered: onWhatsapp, read, reached, replied, cost, opted_out }) => ({
    sent,
    delivered,
    delivered_percent: shareOf(delivered, sent),
    read,
    read_percent: shareOf(read, onWhatsapp),
    reached,
    replied,
    replied_percent: shareOf(replied, reached),
    opted_out,
    cost,
    per_reply: averageOf(cost, replied),
  }),
};

const shareOf = (part: number, whole: number, of = 100): number | null =>
  whole > 0 ? Math.round((part / whole) * of * 100) / 100 : null;

const averageOf = (amount: string, among: number): string | null =>
  among > 0 ? String(Math.round((Number(amount) / among) * 1e6) / 1e6) : null;

const nothing: MessageFigures = {
  accepted: 0,
  waiting: 0,
  sent: 0,
  delivered: 0,
  read: 0,
  undelivered: 0,
  failed: 0,
  kept_back: 0,
  expired: 0,
  canceled: 0,
  whatsapp_delivered: 0,
  reached: 0,
  replied: 0,
  opted_out: 0,
  cost: '0',
  charged: '0',
  expected: '0',
};
const noDurations: LatencyFigures = { wait: null, send: null, deliver: null, read: null, reply: null };
const noInbound: InboundFigures = { received: 0, opted_out: 0, opted_in: 0, unclear: 0, pressed: 0 };

/** The figures of a report without any message. */
export const noFigures = { messages: nothing, latencies: noDurations, inbound: noInbound };

type Showing<Raw, Shown> = {
  query: FigureQuery;
  figures: LoadedFigures<Raw>;
  none: Raw;
  show: (figures: Raw) => Shown;
  /** The size of a key, by which it is among the first. Keys of no size are left out. */
  sizeOf: (figures: Raw) => number;
  /** Each key counts a part of the whole that only the totals have. */
  shareInTotals?: (figures: Raw, totals: Raw) => Raw;
};

const mostKeys = 100;
const bootstrapKey = '00000000-0000-0000-0000-000000000000';

/** Shows the sums of a report: those of its largest keys, and of all. */
export const presentSums = <Raw, Shown extends object>(showing: Showing<Raw, Shown>) => {
  const { query, figures, none, show, sizeOf, shareInTotals = (own) => own } = showing;
  const totals = figures.totals ?? none;
  const sized = figures.keys.filter((entry) => sizeOf(entry.figures) > 0);
  const largest = sized.toSorted((a, b) => sizeOf(b.figures) - sizeOf(a.figures)).slice(0, mostKeys);
  const shown = new Set(query.by === undefined ? [''] : largest.map(({ key }) => key));
  const showKey = (own: Raw, all: Raw) => show(shareInTotals(own, all));
  const stepTotals = totalsOfSteps(figures, showing);
  return {
    since: figures.since.toISOString(),
    until: figures.until.toISOString(),
    step: query.step,
    timezone: query.timezone,
    ...(figures.dayOffsetMinutes > 0 && { day_offset_minutes: figures.dayOffsetMinutes }),
    ...omitUndefined({ currency: figures.currency, by: query.by }),
    points: figures.points
      .filter((point) => shown.has(point.key) && sizeOf(point.figures) > 0)
      .map(({ at, key, figures: own }) => ({
        at: at.toISOString(),
        ...(query.by !== undefined && { key }),
        ...showKey(own, stepTotals.get(at.getTime()) ?? totals),
      })),
    ...(query.by !== undefined && {
      keys: largest.map(({ key, figures: own }) => ({
        key,
        ...presentName(key, figures.names.get(key), query.by),
        ...showKey(own, totals),
      })),
    }),
    ...(sized.length > largest.length && { left_out: sized.length - largest.length }),
    totals: show(totals),
    ...(figures.previous && { previous: presentPrevious(figures.previous, showing, shown) }),
    counted_until: figures.countedUntil.toISOString(),
  };
};

/** The sums of each step over its keys, where a key counts a part of them. */
const totalsOfSteps = <Raw, Shown>(
  { points }: LoadedFigures<Raw>,
  { shareInTotals }: Showing<Raw, Shown>,
): Map<number, Raw> => {
  const totals = new Map<number, Raw>();
  if (!shareInTotals) return totals;
  for (const { at, figures } of points) {
    const before = totals.get(at.getTime());
    totals.set(at.getTime(), before === undefined ? figures : addCounts(before, figures));
  }
  return totals;
};

const addCounts = <Raw>(a: Raw, b: Raw): Raw =>
  Object.fromEntries(
    Object.entries(a as object).map(([name, value]) => [
      name,
      typeof value === 'number' ? value + Number((b as Record<string, unknown>)[name]) : value,
    ]),
  ) as Raw;

const presentPrevious = <Raw, Shown extends object>(
  previous: FigureSums<Raw> & { since: Date; until: Date },
  { query, none, show, shareInTotals = (own) => own }: Showing<Raw, Shown>,
  shown: ReadonlySet<string>,
) => {
  const totals = previous.totals ?? none;
  return {
    since: previous.since.toISOString(),
    until: previous.until.toISOString(),
    totals: show(totals),
    ...(query.by !== undefined && {
      keys: previous.keys
        .filter(({ key }) => shown.has(key))
        .map(({ key, figures }) => ({ key, ...show(shareInTotals(figures, totals)) })),
    }),
  };
};

const presentName = (key: string, named: NamedKey | undefined, by: FigureQuery['by']) => {
  if (by === 'api_key' && key === bootstrapKey) return { name: 'RECADO_API_KEY' };
  const { name, people, launchedAt, endedAt } = named ?? {};
  return omitUndefined({
    name,
    people,
    launched_at: launchedAt?.toISOString(),
    duration_seconds:
      launchedAt && endedAt && Math.max(0, Math.round((endedAt.getTime() - launchedAt.getTime()) / 1000)),
  });
};
