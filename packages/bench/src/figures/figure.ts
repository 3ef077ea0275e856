/** What a figure must reach, itself or as a share of its reference. */
export type Goal = { of: 'recado' | 'ratio' } & ({ atLeast: number } | { atMost: number });

/** A figure of Recado's, and what the same takes without Recado, each as measured in every round. */
export type Figure = {
  name: string;
  unit: string;
  recado: number[];
  reference?: number[];
  goal?: Goal;
};
