/** Describes the goal of a figure, as a value or as a share of its reference. */
export type Goal = { of: 'recado' | 'ratio' } & ({ atLeast: number } | { atMost: number });

/** Describes a figure of Recado and the same figure without Recado, with the values of every round. */
export type Figure = {
  name: string;
  unit: string;
  recado: number[];
  reference?: number[];
  goal?: Goal;
};

/** Describes the sizes of a run. */
export type Sizes = {
  rounds: number;
  /** `latenciesMs` are the response times of Twilio. */
  worker: { messages: number; latenciesMs: number[] };
  /** Each process is under load for `warmMs` before it is measured: V8 compiles what is hot for some fifteen seconds. */
  accept: { warmMs: number; durationMs: number };
  rate: { mps: number[]; workers: number[]; seconds: number };
  callbacks: { messages: number };
  memory: { messages: number };
  storage: { messages: number };
  /** `rows` is the size of each of the `files`. */
  imports: { rows: number; files: number };
  /** `answers` is the number of progress requests for a campaign of `people`. */
  progress: { people: number; answers: number };
  /** `keys` is the number of combinations that are counted. */
  reports: { keys: number; answers: number };
  /** Orders are sent for `seconds`, with and without webhooks. */
  webhooks: { seconds: number };
  /** `people` is the size of the campaign. Each rate runs for `seconds`. */
  campaign: { people: number; mps: number[]; seconds: number };
};

/** This run takes a quarter of an hour. */
export const full: Sizes = {
  rounds: 3,
  worker: { messages: 20_000, latenciesMs: [20, 0] },
  accept: { warmMs: 15_000, durationMs: 4_000 },
  rate: { mps: [80, 400], workers: [1, 3, 6], seconds: 10 },
  callbacks: { messages: 2_000 },
  memory: { messages: 50_000 },
  storage: { messages: 15_000 },
  imports: { rows: 1_000_000, files: 1 },
  progress: { people: 1_000_000, answers: 500 },
  reports: { keys: 360, answers: 20 },
  webhooks: { seconds: 20 },
  campaign: { people: 1_000_000, mps: [80, 400], seconds: 60 },
};

/** This run takes about three minutes. It shows that everything works, with rough figures. */
export const quick: Sizes = {
  rounds: 1,
  worker: { messages: 10_000, latenciesMs: [20] },
  accept: { warmMs: 6_000, durationMs: 2_000 },
  rate: { mps: [80, 400], workers: [3], seconds: 6 },
  callbacks: { messages: 1_000 },
  memory: { messages: 10_000 },
  storage: { messages: 3_000 },
  imports: { rows: 100_000, files: 1 },
  progress: { people: 100_000, answers: 200 },
  reports: { keys: 360, answers: 5 },
  webhooks: { seconds: 8 },
  campaign: { people: 50_000, mps: [80, 400], seconds: 8 },
};
