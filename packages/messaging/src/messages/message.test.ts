import { Status } from '@recado/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canMove, sourcesOf } from './message.ts';

// rows: from; columns: to, in the order of Status.options
const table: Record<Status, string> = {
  //            a s S d r u f p e c
  accepted: '   - x x x x x x x x x',
  sending: '    x - x x x x x x x x',
  sent: '       - - - x x x x - - x',
  delivered: '  - - - - x - - - - -',
  read: '       - - - - - - - - - -',
  undelivered: '- - - - - - - - - -',
  failed: '     - - - - - - - - - -',
  suppressed: ' - - - - - - - - - -',
  expired: '    - - - - - - - - - -',
  canceled: '   - - - - - - - - - -',
};

const cells = Status.options.flatMap((from) =>
  table[from]
    .trim()
    .split(' ')
    .map((mark, column) => ({ from, to: Status.options[column] ?? from, legal: mark === 'x' })),
);

describe('the moves of a status', () => {
  it('has a row and a column for every status', () => expect(cells).toHaveLength(Status.options.length ** 2));

  it.each(cells)('$from -> $to: $legal', ({ from, to, legal }) => {
    expect(canMove(from, to)).toBe(legal);
    expect(sourcesOf(to).includes(from)).toBe(legal);
  });

  it('only goes forward, and stays at a final status', () => {
    const way: Status[] = ['accepted', 'sending', 'sent', 'delivered', 'read'];
    const rankOf = (status: Status) => (way.includes(status) ? way.indexOf(status) : way.length);
    const anything = fc.array(fc.constantFrom(...Status.options), { maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom(...Status.options), anything, (start, callbacks) => {
        const visited = [start];
        for (const to of callbacks) if (to !== 'accepted' && canMove(visited.at(-1) ?? start, to)) visited.push(to);
        const ranks = visited.map(rankOf);
        expect(ranks).toEqual([...new Set(ranks)].toSorted((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });

  it('ends at read with any order and repetition of the callbacks', () => {
    const happened = ['sent', 'delivered', 'read'] as const;
    const arrivals = fc.array(fc.constantFrom(...happened), { maxLength: 12 }).map((noise) => [...noise, ...happened]);
    const shuffled = arrivals.chain((list) => fc.shuffledSubarray(list, { minLength: list.length }));
    fc.assert(
      fc.property(shuffled, (callbacks) => {
        const end = callbacks.reduce<Status>((at, to) => (canMove(at, to) ? to : at), 'sending');
        expect(end).toBe('read');
      }),
    );
  });
});
