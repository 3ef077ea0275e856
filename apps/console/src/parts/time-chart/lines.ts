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
