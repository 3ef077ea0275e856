import type { HistoryPoint } from '../../api/results.ts';

export const lines = ['sent', 'delivered', 'failed'] as const;
export type Line = (typeof lines)[number];

/** Dashes tell the lines apart where colors do not. */
export const dashes: Record<Line, number[]> = { sent: [], delivered: [8, 4], failed: [2, 3] };

/** The points as uPlot takes them: one array of times, and one for each line. */
export const columnsOf = (points: HistoryPoint[]): [number[], ...number[][]] => [
  points.map(({ at }) => Date.parse(at) / 1000),
  ...lines.map((line) => points.map((point) => point[line])),
];
