import type { HistoryPoint } from '../../api/results.ts';

export const lines = ['sent', 'delivered', 'failed'] as const;
export type Line = (typeof lines)[number];

/** Dashes tell the lines apart where colors do not. */
export const dashes: Record<Line, number[]> = { sent: [], delivered: [8, 4], failed: [2, 3] };

/** The points as uPlot takes them: one array of times, and one for each line. The lines begin at zero, a step before. */
export const columnsOf = (points: HistoryPoint[], step: number): [number[], ...number[][]] => {
  const times = points.map(({ at }) => Date.parse(at) / 1000);
  const [first] = times;
  if (first === undefined) return [[], ...lines.map(() => [])];
  return [[first - step, ...times], ...lines.map((line) => [0, ...points.map((point) => point[line])])];
};
