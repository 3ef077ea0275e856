import type { FigureQuery, FigureSums } from '@recado/messaging';
import { sql, type RawBuilder } from 'kysely';

/** Whole steps. `usesDays`: the days of this zone are added up. */
export type Range = { since: Date; until: Date; usesDays: boolean; withPoints: boolean };

/** A row of grouping sets by step and key: `level` is 0 of a point, 2 of a key and 3 of all. */
export type SumRow<Figures> = Figures & { level: number; at: Date | null; key: string | null };

/** Sorts the rows of a statement. Keys come with the largest first. */
export const sumsOf = <Figures extends object>(
  rows: readonly SumRow<Figures>[],
  withPoints: boolean,
): FigureSums<Figures> => {
  const entries = rows.map(({ level, at, key, ...rest }) => ({
    level,
    at,
    key: key ?? '',
    figures: rest as unknown as Figures,
  }));
  return {
    points: withPoints
      ? entries.flatMap(({ level, at, key, figures }) => (level === 0 && at ? [{ at, key, figures }] : []))
      : [],
    keys: entries.filter(({ level }) => level === 2).map(({ key, figures }) => ({ key, figures })),
    totals: entries.find(({ level }) => level === 3)?.figures,
  };
};

/** The start of the step of `hour`. An hour is its own step in any zone. */
export const startOfStep = (step: FigureQuery['step'], timezone: string): RawBuilder<unknown> =>
  step === 'hour' ? sql`hour` : sql`date_trunc(${step}, hour, ${timezone})`;
