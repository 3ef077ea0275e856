import type { Refusal } from './refusals/refusal.ts';

/** What happens to one request before Twilio looks at it. */
export type Disturbance = {
  latencyMs: number;
  /** Answered instead of doing what was asked. */
  answer?: ForcedAnswer;
};

export type ForcedAnswer = Refusal & {
  /** Seconds, for a Retry-After header. */
  retryAfter?: number;
};

/** The one place that decides what goes wrong with a request. */
export const makeFaults = ({ latencyMs }: { latencyMs: number }) => {
  let forced: { answer: ForcedAnswer; left: number } | undefined;

  const takeForced = (): ForcedAnswer | undefined => {
    if (!forced || forced.left === 0) return undefined;
    forced.left -= 1;
    return forced.answer;
  };

  return {
    /** `isCreate`: it would make a message; only such a request gets a forced answer. */
    decide: (isCreate: boolean): Disturbance => {
      const answer = isCreate ? takeForced() : undefined;
      return { latencyMs, ...(answer && { answer }) };
    },
    /** Answers the next `times` create calls so. */
    force: (answer: ForcedAnswer, times: number): void => {
      forced = { answer, left: times };
    },
    clear: (): void => {
      forced = undefined;
    },
  };
};
export type Faults = ReturnType<typeof makeFaults>;
