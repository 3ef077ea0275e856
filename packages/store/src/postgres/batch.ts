import DataLoader from 'dataloader';
import { DatabaseError } from 'pg';

type Options = { maxSize?: number; atOnce?: number; paceMs?: number; overlapAfterMs?: number };

/**
 * Collects the calls that arrive during earlier runs into one run. A run has at most `maxSize` (500) calls, and at most
 * `atOnce` (2) runs are in flight. `run` answers each call, in order, with a value or an Error. After a run of several
 * calls the next one starts `paceMs` (0) later than it did, so that it collects more calls. A run starts beside another
 * only when that one has taken `overlapAfterMs` (0).
 */
export const batchCalls = <Call, Answer>(
  run: (calls: readonly Call[]) => Promise<(Answer | Error)[]>,
  { maxSize = 500, atOnce = 2, paceMs = 0, overlapAfterMs = 0 }: Options = {},
): ((call: Call) => Promise<Answer>) => {
  const limit = makeConcurrencyLimit(atOnce, overlapAfterMs);
  const start = (calls: readonly Call[]) => {
    if (calls.length > 1) limit.delayNext(paceMs);
    return run(calls).finally(limit.leave);
  };
  const loader = new DataLoader<Call, Answer>(start, {
    cache: false,
    maxBatchSize: maxSize,
    batchScheduleFn: limit.enter,
  });
  return (call) => loader.load(call);
};

/**
 * A statement costs PostgreSQL a millisecond, and each of its rows a small part of that. So the next one collects calls
 * while one is in flight, and for 8 ms at least. A statement that waits for a lock holds up the others for 25 ms only.
 */
export const largeBatches = { overlapAfterMs: 25, paceMs: 8 };

/**
 * Lets at most `atOnce` callers in at a time, in order of arrival, and none before a pause ends. The second one waits
 * until the first is out, or has been in for `overlapAfterMs`.
 */
export const makeConcurrencyLimit = (atOnce: number, overlapAfterMs = 0) => {
  const waiting: (() => void)[] = [];
  let inside = 0;
  let delayedUntil = 0;
  let enteredAt = 0;
  const admit = () => {
    if (inside >= atOnce || !waiting.length) return;
    const now = performance.now();
    const tooEarlyBy = Math.max(delayedUntil, inside ? enteredAt + overlapAfterMs : 0) - now;
    if (tooEarlyBy > 0) return void setTimeout(admit, tooEarlyBy);
    inside += 1;
    enteredAt = now;
    waiting.shift()?.();
  };
  return {
    // It waits for the end of this turn of the event loop, because calls of one turn belong together.
    enter: (proceed: () => void): void => {
      waiting.push(proceed);
      setImmediate(admit);
    },
    leave: (): void => {
      inside -= 1;
      setImmediate(admit);
    },
    delayNext: (ms: number): void => {
      delayedUntil = performance.now() + ms;
    },
  };
};

/**
 * Splits items into as few rounds as possible so that no round has an id twice. One statement changes a row only once,
 * and a later item must see the earlier one. Answers are in the order of the items.
 */
export const splitDuplicates = async <Item, Answer>(
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
export const retryIndividually =
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
