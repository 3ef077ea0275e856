import type { Figure } from './figures/figure.ts';
import { median } from './statistics.ts';

/** A figure over all rounds: medians, their ratio, and whether its goal is reached. */
export type Judged = Figure & {
  median: { recado: number; reference?: number };
  ratio?: number;
  reached?: boolean;
};

const isReached = ({ goal }: Figure, recado: number, ratio = Number.NaN): { reached?: boolean } => {
  if (!goal) return {};
  const value = goal.of === 'ratio' ? ratio : recado;
  return { reached: 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost };
};

export const judge = (figure: Figure): Judged => {
  const recado = median(figure.recado);
  if (!figure.reference) return { ...figure, median: { recado }, ...isReached(figure, recado) };
  const reference = median(figure.reference);
  const ratio = recado / reference;
  return { ...figure, median: { recado, reference }, ratio, ...isReached(figure, recado, ratio) };
};
