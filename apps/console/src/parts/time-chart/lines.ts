/** A line of a chart: the field of its points, the token of its color, and its name in the language of the page. */
export type Line<Key extends string> = { key: Key; token: string; name: string };

/** A point has its time and a number for each line. */
export type Point<Key extends string> = { at: string } & Record<Key, number>;

/** Dashes tell the lines apart where colors do not. */
const dashes = [[], [8, 4], [2, 3], [12, 3, 2, 3]];

export const dashOf = (place: number): number[] => dashes[place % dashes.length] ?? [];

/** The points as uPlot takes them: one array of times, and one for each line. Before the first point there was nothing. */
export const columnsOf = <Key extends string>(
  points: readonly Point<Key>[],
  lines: readonly Line<Key>[],
  stepFromZero?: number,
): [number[], ...number[][]] => {
  const times = points.map(({ at }) => Date.parse(at) / 1000);
  const [first] = times;
  if (first === undefined) return [[], ...lines.map(() => [])];
  const values = lines.map(({ key }) => points.map((point) => point[key]));
  if (stepFromZero === undefined) return [times, ...values];
  return [[first - stepFromZero, ...times], ...values.map((line) => [0, ...line])];
};

/** The room of a label of the time. */
export const leastLabelPx = 80;

/**
 * Seconds between two labels of the time. No point is nearer than a minute to the next. The longest steps are for a chart
 * of a month on a phone.
 */
export const timeSteps = [1, 5, 15, 30, 60, 180, 360, 720, 1440, 2880, 5760, 20_160].map((minutes) => minutes * 60);
