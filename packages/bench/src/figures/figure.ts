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

/** How much of everything a run takes. */
export type Sizes = {
  rounds: number;
  /** `latenciesMs`: how long Twilio takes to answer. */
  worker: { messages: number; latenciesMs: number[] };
  accept: { durationMs: number };
  rate: { mps: number[]; workers: number[]; seconds: number };
  callbacks: { messages: number };
  memory: { messages: number };
  /** `rows` of each of so many `files`. */
  imports: { rows: number; files: number };
  /** `answers` of the progress of so many `people`. */
  progress: { people: number; answers: number };
  /** `people` of a campaign, of whom each rate has so many seconds. */
  campaign: { people: number; mps: number[]; seconds: number };
};

/** A quarter of an hour. */
export const full: Sizes = {
  rounds: 3,
  worker: { messages: 12_000, latenciesMs: [20, 0] },
  accept: { durationMs: 4_000 },
  rate: { mps: [80, 400], workers: [1, 3, 6], seconds: 10 },
  callbacks: { messages: 2_000 },
  memory: { messages: 50_000 },
  imports: { rows: 1_000_000, files: 1 },
  progress: { people: 1_000_000, answers: 500 },
  campaign: { people: 1_000_000, mps: [80, 400], seconds: 60 },
};

/** Some three minutes: to see that everything works, and roughly how it stands. */
export const quick: Sizes = {
  rounds: 1,
  worker: { messages: 6_000, latenciesMs: [20] },
  accept: { durationMs: 2_000 },
  rate: { mps: [80, 400], workers: [3], seconds: 6 },
  callbacks: { messages: 1_000 },
  memory: { messages: 10_000 },
  imports: { rows: 100_000, files: 1 },
  progress: { people: 100_000, answers: 200 },
  campaign: { people: 50_000, mps: [80, 400], seconds: 8 },
};
