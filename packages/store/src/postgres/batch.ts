import DataLoader from 'dataloader';
import { DatabaseError } from 'pg';

type Options = { maxSize?: number; atOnce?: number; paceMs?: number };

/**
 * Makes one run of the calls that come while the runs before are out, at most `maxSize` (500) of them, with at most
 * `atOnce` (2) runs out: as one commits, the next is on its way. `run` answers each call, in order, by a value or an Error.
 * After a run of several calls the next begins `paceMs` (0) later than that one did, so that it is not a small one.
 */
export const gather = <Call, Answer>(
  run: (calls: readonly Call[]) => Promise<(Answer | Error)[]>,
  { maxSize = 500, atOnce = 2, paceMs = 0 }: Options = {},
): ((call: Call) => Promise<Answer>) => {
  const gate = makeGate(atOnce);
  const start = (calls: readonly Call[]) => {
    if (calls.length > 1) gate.rest(paceMs);
    return run(calls).finally(gate.leave);
  };
  const loader = new DataLoader<Call, Answer>(start, {
    cache: false,
    maxBatchSize: maxSize,
    batchScheduleFn: gate.enter,
  });
  return (call) => loader.load(call);
};

/**
 * Lets at most `atOnce` in at a time, the others in the order in which they came, and none of them before a rest is over.
 */
export const makeGate = (atOnce: number) => {
  const waiting: (() => void)[] = [];
  let inside = 0;
  let restsUntil = 0;
  const admit = () => {
    if (inside >= atOnce || !waiting.length) return;
    const tooEarlyBy = restsUntil - performance.now();
    if (tooEarlyBy > 0) return void setTimeout(admit, tooEarlyBy);
    inside += 1;
    waiting.shift()?.();
  };
  return {
    // Not at once: calls that are made in this turn of the event loop belong together.
    enter: (proceed: () => void): void => {
      waiting.push(proceed);
      setImmediate(admit);
    },
    leave: (): void => {
      inside -= 1;
      setImmediate(admit);
    },
    rest: (ms: number): void => {
      restsUntil = performance.now() + ms;
    },
  };
};

/**
 * Runs items in as few rounds as it takes for none to hold two of the same id: one statement changes a row once, and
 * what comes later has to see what came before. Answers are in the order of the items.
 */
export const inRounds = async <Item, Answer>(
  items: readonly Item[],
  idOf: (item: Item) => string,
  run: (round: Item[]) => Promise<Answer[]>,
): Promise<Answer[]> => {
  const seen = new Map<string, number>();
  const places: number[][] = [];
  for (const [place, item] of items.entries()) {
    const round = seen.get(idOf(item)) ?? 0;
    seen.set(idOf(item), round + 1);
    (places[round] ??= []).push(place);
  }
  const answers: Answer[] = [];
  for (const round of places) {
    const given = await run(round.flatMap((place) => items[place] ?? []));
    for (const [index, place] of round.entries()) answers[place] = given[index] as Answer;
  }
  return answers;
};

/** Data exceptions, constraints, and locks not got: they are of one call, or go away when each runs alone. */
const ofOneCall = /^(22|23|40|55P03)/;

/** Runs calls together, or each alone when together they fail because of one: no call fails for another's sake. */
export const oneByOneOnFailure =
  <Call, Answer>(run: (calls: readonly Call[]) => Promise<(Answer | Error)[]>) =>
  async (calls: readonly Call[]): Promise<(Answer | Error)[]> => {
    try {
      return await run(calls);
    } catch (error) {
      if (calls.length === 1 || !mayBeOfOne(error)) throw error;
    }
    const answers: (Answer | Error)[] = [];
    for (const call of calls) answers.push(...(await run([call]).catch((error: unknown) => [asError(error)])));
    return answers;
  };

const mayBeOfOne = (error: unknown) => error instanceof DatabaseError && ofOneCall.test(error.code ?? '');

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
