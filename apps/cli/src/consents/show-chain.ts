import type { CheckedLinks } from '@recado/messaging';

/** What the check of the ledger's chain found, for a machine. */
export const chainOf = ({ links, last, brokenAt }: CheckedLinks) => ({
  intact: brokenAt === undefined,
  links,
  ...(last && { last: { sequence: last.sequence, hash: last.hash.toString('hex') } }),
  ...(brokenAt !== undefined && { broken_at: brokenAt }),
});

/** The same in words. */
export const showChain = ({ links, last, broken_at: brokenAt }: ReturnType<typeof chainOf>): string => {
  if (brokenAt !== undefined)
    return `Link ${brokenAt} is the first that does not hold, of ${links} that were read: it was changed, or one before it was taken out.`;
  if (!last) return 'The ledger is empty.';
  return `All ${links} links hold. Keep the hash of the last to show later that none was changed since:\n${last.sequence} ${last.hash}`;
};
