import type { Chance } from '../chance.ts';

/**
 * Draws one of the kinds by its share, or none. Each draw takes one number, whatever the shares: the same seed decides
 * the same for the n-th call.
 */
export const makeDraw =
  <Kind extends string>(kinds: readonly Kind[], shares: Record<Kind, number>, chance: Chance) =>
  (): Kind | undefined => {
    let left = chance();
    return kinds.find((kind) => {
      left -= shares[kind];
      return left < 0;
    });
  };
