import DataLoader from 'dataloader';
import { makeGate } from '../batching/gate.ts';

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
