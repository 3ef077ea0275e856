import { z } from 'zod';
import { type FaultKind, faultKinds } from './kinds.ts';
import { FaultManner } from './plan.ts';

/** A fault that is certain: for the next `times` calls, of those to one address if it names one. */
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

/** Orders that are not carried out yet, the oldest first. */
export const makeOrders = () => {
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
    /** The first order for a call to this address that is one of these kinds. */
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
