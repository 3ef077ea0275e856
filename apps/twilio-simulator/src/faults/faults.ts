import { makeChance } from '../chance.ts';
import { makeDraw } from './draw.ts';
import { type FaultKind, faultsOf, type KindAt, type Place } from './kinds.ts';
import { makeOrders } from './order.ts';
import { type FaultManner, type FaultPlan, noFaults } from './plan.ts';

/** What goes wrong with one call, and how. */
export type Fault<P extends Place> = FaultManner & { kind: KindAt<P> };

/** Each place draws from numbers of its own, so that callbacks do not change what becomes of the next create call. */
const drawsOf = (plan: FaultPlan, seed: number) => ({
  create: makeDraw(faultsOf.create, plan, makeChance(seed)),
  list: makeDraw(faultsOf.list, plan, makeChance(seed + 1)),
  callback: makeDraw(faultsOf.callback, plan, makeChance(seed + 2)),
});

/** The one place that decides what goes wrong: first what was ordered, else what is drawn. */
export const makeFaults = (defaultSeed: number, initial: FaultPlan = noFaults) => {
  const orders = makeOrders();
  const counts = new Map<FaultKind, number>();
  let plan = initial;
  let draws = drawsOf(plan, plan.seed ?? defaultSeed);

  const replace = (next: FaultPlan): void => {
    plan = next;
    draws = drawsOf(plan, plan.seed ?? defaultSeed);
  };

  return {
    replace,
    order: orders.add,
    clear: (): void => {
      orders.clear();
      replace(noFaults);
    },
    /** What goes wrong with the next call to this address, if anything. */
    strike: <P extends Place>(place: P, to: string): Fault<P> | undefined => {
      const drawn = draws[place]() as KindAt<P> | undefined;
      const ordered = orders.take<KindAt<P>>(faultsOf[place], to);
      const kind = ordered?.kind ?? drawn;
      if (kind === undefined) return undefined;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      return { ...plan, ...ordered, kind };
    },
    /** Milliseconds until a message is listed. */
    listLagMs: (): number => plan.list_lag_ms,
    counts: () => Object.fromEntries(counts),
    read: () => ({ ...plan, next: orders.read() }),
  };
};
export type Faults = ReturnType<typeof makeFaults>;
