/** A link of the chain: where it is, from 1, and the hash over it and all before it. */
export type ChainPlace = { sequence: number; hash: Buffer };

/** Some links, one after the other: the last of them, and the first that is not as it was written. */
export type CheckedLinks = { links: number; last?: ChainPlace; brokenAt?: number };

/** Links: some milliseconds of hashing, unless many entries stand at each. */
const atOnce = 1000;

type Deps = { checkLinks: (after: ChainPlace | undefined, limit: number) => Promise<CheckedLinks> };

/**
 * Walks the whole chain of the ledger of consents, so many links at a time, up to the first that is broken: changed, taken
 * out, or put in between. `onStep` hears how many links were checked.
 */
export const verifyConsents = async (
  { checkLinks }: Deps,
  onStep: (links: number) => void = () => undefined,
): Promise<CheckedLinks> => {
  let links = 0;
  let last: ChainPlace | undefined;
  for (;;) {
    const step = await checkLinks(last, atOnce);
    links += step.links;
    last = step.last ?? last;
    onStep(links);
    if (step.links < atOnce || step.brokenAt !== undefined)
      return { links, ...(last && { last }), ...(step.brokenAt !== undefined && { brokenAt: step.brokenAt }) };
  }
};
