import { startChild, type OnLine } from './child.ts';
import type { StackPlan } from './plan.ts';
import { supervise, waitUnlessStopped, type Supervised } from './supervise.ts';

type Deps = { onLine: OnLine; say: (text: string) => void; signal: AbortSignal };

export type Stack = AsyncDisposable & {
  /** Rejects with a Failure when one of the processes cannot be kept alive. */
  ended: Promise<void>;
};

/** Starts the planned processes one after the other and keeps them alive. Disposing ends them, the last one first. */
export const startStack = async (plan: StackPlan, { onLine, say, signal }: Deps): Promise<Stack> => {
  await using starting = new AsyncDisposableStack();
  const running: Supervised[] = [];
  for (const process of plan.processes) {
    const start = () => startChild(process, onLine);
    const deps = { name: process.name, start, clock: Date.now, wait: waitUnlessStopped, say };
    running.push(starting.use(await supervise(deps, signal)));
  }
  const ended = Promise.all(running.map((supervised) => supervised.ended)).then(() => undefined);
  ended.catch(() => undefined);
  const started = starting.move();
  return { ended, [Symbol.asyncDispose]: () => started.disposeAsync() };
};
