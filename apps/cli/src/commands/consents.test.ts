import { expect, it } from 'vitest';
import { chainOf, showChain } from './consents.ts';

const hash = Buffer.alloc(32, 1);

it('shows the last link of a ledger that is intact', () => {
  const chain = chainOf({ links: 2, last: { sequence: 2, hash } });
  expect(chain).toEqual({ intact: true, links: 2, last: { sequence: 2, hash: '01'.repeat(32) } });
  expect(showChain(chain)).toContain(`2 ${'01'.repeat(32)}`);
});

it('shows the first link that is not intact', () => {
  const chain = chainOf({ links: 5, last: { sequence: 5, hash }, brokenAt: 3 });
  expect(chain).toMatchObject({ intact: false, broken_at: 3 });
  expect(showChain(chain)).toContain('Entry 3 is the first of');
});

it('knows an empty ledger', () => {
  expect(showChain(chainOf({ links: 0 }))).toBe('The ledger is empty.');
});
