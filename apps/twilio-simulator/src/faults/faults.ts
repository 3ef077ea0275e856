import { z } from 'zod';
import { makeChance, type Chance } from '../timers.ts';

/** Describes the fault of one call. */
export type Fault<P extends Place> = FaultManner & { kind: KindAt<P> };

/** Decides about faults in one place: ordered faults first, then random ones. */
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
    /** Returns the fault of the next call to this address, if any. */
    strike: <P extends Place>(place: P, to: string): Fault<P> | undefined => {
      const drawn = draws[place]() as KindAt<P> | undefined;
      const ordered = orders.take<KindAt<P>>(faultsOf[place], to);
      const kind = ordered?.kind ?? drawn;
      if (kind === undefined) return undefined;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      return { ...plan, ...ordered, kind };
    },
    /** Returns the milliseconds until a message is listed. */
    listLagMs: (): number => plan.list_lag_ms,
    counts: () => Object.fromEntries(counts),
    read: () => ({ ...plan, next: orders.read() }),
  };
};

/** Gives each place its own random numbers, so that callbacks do not change the fault of the next create call. */
const drawsOf = (plan: FaultPlan, seed: number) => ({
  create: makeDraw(faultsOf.create, plan, makeChance(seed)),
  list: makeDraw(faultsOf.list, plan, makeChance(seed + 1)),
  callback: makeDraw(faultsOf.callback, plan, makeChance(seed + 2)),
});

export type Faults = ReturnType<typeof makeFaults>;

/** Lists the faults of a create call. Faults named `…_before`, by a status or by a code make no message; others do. */
const createFaults = [
  'refuse',
  'reset_before',
  'reset_after',
  'hang_before',
  'hang_after',
  '500_before',
  '500_after',
  '502_before',
  '502_after',
  '503',
  'broken_201',
  'cut_201',
  'repeated_sid',
  '429',
  '429_retry_after',
  '63038',
  'slow',
] as const;

const listFaults = ['list_500', 'list_reset'] as const;

const callbackFaults = ['callback_lost', 'callback_doubled', 'callback_disordered', 'callback_late'] as const;

/** Lists the faults by the place where they happen. */
const faultsOf = { create: createFaults, list: listFaults, callback: callbackFaults };

export type Place = keyof typeof faultsOf;
export type KindAt<P extends Place> = (typeof faultsOf)[P][number];
type FaultKind = KindAt<Place>;

const faultKinds = [...createFaults, ...listFaults, ...callbackFaults] as const;

const milliseconds = z.int().min(0).max(3_600_000);

/** Configures faults that have parameters. */
const FaultManner = z.object({
  /** `refuse` answers with this error code and HTTP 400. */
  refuse_code: z.int().positive().default(21612),
  /** It is in seconds. */
  retry_after: z.int().min(0).default(1),
  slow_ms: milliseconds.default(3000),
  callback_late_ms: milliseconds.default(5000),
});
type FaultManner = z.infer<typeof FaultManner>;

const share = z.number().min(0).max(1).default(0);

const planShares = Object.fromEntries(faultKinds.map((kind) => [kind, share])) as Record<FaultKind, typeof share>;

/** Allows for rounding: ten tenths do not add up to exactly 1. */
const tolerance = 1e-9;

const isPossible = (plan: Record<FaultKind, number>) =>
  Object.values(faultsOf).every((kinds) => kinds.reduce((sum, kind) => sum + plan[kind], 0) <= 1 + tolerance);

/** Sets the frequency of each fault, as a share from 0 to 1 of the create calls, list calls or callbacks. */
export const FaultPlan = z
  .strictObject({
    ...FaultManner.shape,
    ...planShares,
    /** Seeds the random decisions; default: SIMULATOR_SEED. */
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .optional(),
    /** Age of a message, in milliseconds, from which it is listed. */
    list_lag_ms: milliseconds.default(0),
  })
  .refine(isPossible, {
    message: 'the shares of create calls, of list calls and of callbacks must each add up to at most 1',
    when: ({ issues }) => issues.length === 0,
  });
export type FaultPlan = z.infer<typeof FaultPlan>;

export const noFaults: FaultPlan = FaultPlan.parse({});

/** Orders a fault for the next `times` calls; with `match`, only for calls to one address. */
export const FaultOrder = z.strictObject({
  kind: z.enum(faultKinds),
  times: z.int().min(1).default(1),
  match: z.strictObject({ to: z.string().min(1) }).exactOptional(),
  refuse_code: FaultManner.shape.refuse_code.unwrap().exactOptional(),
  retry_after: FaultManner.shape.retry_after.unwrap().exactOptional(),
  slow_ms: FaultManner.shape.slow_ms.unwrap().exactOptional(),
  callback_late_ms: FaultManner.shape.callback_late_ms.unwrap().exactOptional(),
});
export type FaultOrder = z.infer<typeof FaultOrder>;

/** Stores orders that were not used up yet, oldest first. */
const makeOrders = () => {
  let open: { order: FaultOrder; left: number }[] = [];

  const isFor = ({ kind, match }: FaultOrder, kinds: readonly string[], to: string) =>
    kinds.includes(kind) && (match === undefined || match.to === to);

  return {
    add: (order: FaultOrder): void => {
      open.push({ order, left: order.times });
    },
    clear: (): void => {
      open = [];
    },
    /** Uses the first order of these kinds for a call to this address. */
    take: <Kind extends FaultKind>(kinds: readonly Kind[], to: string): (FaultOrder & { kind: Kind }) | undefined => {
      const found = open.find(({ order }) => isFor(order, kinds, to));
      if (!found) return undefined;
      found.left -= 1;
      if (found.left === 0) open = open.filter((one) => one !== found);
      return found.order as FaultOrder & { kind: Kind };
    },
    read: () => open.map(({ order, left }) => ({ ...order, times: left })),
  };
};

/**
 * Draws one of the kinds by its share, or none. Each draw uses one random number, so that the same seed decides the same
 * for the n-th call.
 */
const makeDraw =
  <Kind extends string>(kinds: readonly Kind[], shares: Record<Kind, number>, chance: Chance) =>
  (): Kind | undefined => {
    let left = chance();
    return kinds.find((kind) => {
      left -= shares[kind];
      return left < 0;
    });
  };
