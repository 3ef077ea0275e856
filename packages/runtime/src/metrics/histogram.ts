import type { Family, Sample } from './exposition.ts';

export type Histogram = {
  /** In the unit that the name tells. */
  observe: (value: number) => void;
  family: () => Family;
};

/** Counts values by how large they are: each bucket holds those up to its bound, with those of the smaller ones. */
export const makeHistogram = (name: string, help: string, bounds: readonly number[]): Histogram => {
  const counts = bounds.map(() => 0);
  let count = 0;
  let sum = 0;

  const samples = (): Sample[] => {
    let upTo = 0;
    const buckets = bounds.map((bound, place) => {
      upTo += counts[place] ?? 0;
      return { suffix: '_bucket', labels: { le: bound }, value: upTo };
    });
    return [
      ...buckets,
      { suffix: '_bucket', labels: { le: '+Inf' }, value: count },
      { suffix: '_sum', value: sum },
      { suffix: '_count', value: count },
    ];
  };

  return {
    observe: (value) => {
      const place = bounds.findIndex((bound) => value <= bound);
      if (place >= 0) counts[place] = (counts[place] ?? 0) + 1;
      count += 1;
      sum += value;
    },
    family: () => ({ name, help, type: 'histogram', samples: samples() }),
  };
};
