import type { Family, Labels } from './metrics/exposition.ts';

export type Counter = {
  /** Counts one more, or as many as are told. Labels are few and their values bounded: each combination is kept. */
  add: (labels?: Labels, by?: number) => void;
  family: () => Family;
};

type Counted = { labels: Labels; value: number };

const keyOf = (labels: Labels): string => Object.values(labels).join('\n');

/** Counts up, by label. One without labels is there from the start, at 0. */
export const makeCounter = (name: string, help: string): Counter => {
  const counted = new Map<string, Counted>();
  const unlabelled: Labels = {};
  return {
    add: (labels = unlabelled, by = 1) => {
      const key = keyOf(labels);
      const known = counted.get(key);
      if (known) known.value += by;
      else counted.set(key, { labels, value: by });
    },
    family: () => ({ name, help, type: 'counter', samples: counted.size > 0 ? [...counted.values()] : [{ value: 0 }] }),
  };
};
