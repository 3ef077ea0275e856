import type { FigureQuery, FigureSums, LoadedFigures, NamedKey } from '@recado/messaging';
import { omitUndefined } from '@recado/presentation';

type Showing<Raw, Shown, OfKey = unknown> = {
  query: FigureQuery;
  figures: LoadedFigures<Raw>;
  none: Raw;
  show: (figures: Raw) => Shown;
  /** The size of a key, by which it is among the first. Keys of no size are left out. */
  sizeOf: (figures: Raw) => number;
  /** Each key counts a part of the whole that only the totals have. */
  shareInTotals?: (figures: Raw, totals: Raw) => Raw;
  describeKey?: (key: string, steps: { at: Date }[]) => OfKey;
};

const mostKeys = 100;
const bootstrapKey = '00000000-0000-0000-0000-000000000000';

/** Shows the sums of a report: those of its largest keys, and of all. */
export const presentSums = <Raw, Shown extends object, OfKey extends object = object>(
  showing: Showing<Raw, Shown, OfKey>,
) => {
  const { query, figures, none, show, sizeOf, shareInTotals = (own) => own } = showing;
  const totals = figures.totals ?? none;
  const sized = figures.keys.filter((entry) => sizeOf(entry.figures) > 0);
  const largest = sized.toSorted((a, b) => sizeOf(b.figures) - sizeOf(a.figures)).slice(0, mostKeys);
  const shown = new Set(query.by === undefined ? [''] : largest.map(({ key }) => key));
  const showKey = (own: Raw, all: Raw) => show(shareInTotals(own, all));
  const stepTotals = totalsOfSteps(figures, showing);
  const points = figures.points.filter((point) => shown.has(point.key) && sizeOf(point.figures) > 0);
  const stepsOfKey = Map.groupBy(points, (point) => point.key);
  return {
    since: figures.since.toISOString(),
    until: figures.until.toISOString(),
    step: query.step,
    timezone: query.timezone,
    ...(figures.dayOffsetMinutes > 0 && { day_offset_minutes: figures.dayOffsetMinutes }),
    ...omitUndefined({ currency: figures.currency, by: query.by }),
    points: points.map(({ at, key, figures: own }) => ({
      at: at.toISOString(),
      ...(query.by !== undefined && { key }),
      ...showKey(own, stepTotals.get(at.getTime()) ?? totals),
    })),
    ...(query.by !== undefined && {
      keys: largest.map(({ key, figures: own }) => ({
        key,
        ...presentName(key, figures.names.get(key), query.by),
        ...showing.describeKey?.(key, stepsOfKey.get(key) ?? []),
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
