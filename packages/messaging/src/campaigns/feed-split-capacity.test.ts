import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitCapacity } from './feed.ts';

it.each<[string, number, number[], number[]]>([
  ['nobody', 10, [], []],
  ['one', 10, [3], [10]],
  ['equals', 9, [5, 5, 5], [3, 3, 3]],
  ['more equals than room', 2, [0, 0, 0], [1, 1, 0]],
  ['a newcomer, until it is level', 6, [10, 0], [0, 6]],
  ['a newcomer, and both from there on', 20, [10, 0], [5, 15]],
  ['a rest', 5, [0, 0], [3, 2]],
  ['no room', 0, [1, 2], [0, 0]],
])('shares among %s', (_who, room, queued, shares) => expect(splitCapacity(room, queued)).toEqual(shares));

it('shares the whole capacity, and gives nothing to a campaign that has more than another ends up with', () => {
  const counts = fc.array(fc.nat(2_000), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.nat(5_000), counts, (room, queued) => {
      const shares = splitCapacity(room, queued);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(room);
      const levels = queued.map((units, index) => units + (shares[index] ?? 0));
      const fed = levels.filter((_level, index) => (shares[index] ?? 0) > 0);
      expect(Math.max(0, ...fed)).toBeLessThanOrEqual(Math.min(...levels) + 1);
    }),
  );
});
