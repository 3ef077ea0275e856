import { parseArgs } from 'node:util';

/** The parts of the benchmark, in the order in which they run. */
export const parts = ['worker', 'accept', 'rate', 'callbacks', 'memory', 'import', 'progress', 'campaign'] as const;
export type Part = (typeof parts)[number];

export type Wish = { quick: boolean; only: readonly Part[]; json?: string };

const isPart = (name: string): name is Part => parts.some((part) => part === name);

const partsOf = (list: string): Part[] => {
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !isPart(name));
  if (unknown !== undefined) throw new Error(`--only knows no "${unknown}": it takes ${parts.join(',')}`);
  return parts.filter((part) => names.includes(part));
};

/** `--quick`, `--only worker,rate`, `--json FILE`. Throws, with what is right, for anything else. */
export const parseWish = (args: string[]): Wish => {
  const { values } = parseArgs({
    args,
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, json: { type: 'string' } },
  });
  return {
    quick: values.quick,
    only: values.only === undefined ? parts : partsOf(values.only),
    ...(values.json !== undefined && { json: values.json }),
  };
};
