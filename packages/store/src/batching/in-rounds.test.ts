import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inRounds } from './in-rounds.ts';

const item = fc.record({ id: fc.constantFrom('a', 'b', 'c'), n: fc.nat() });

it('holds each id at most once in a round, in the order given, and answers in the order given', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(item), async (items) => {
      const rounds: (typeof items)[] = [];
      const answers = await inRounds(
        items,
        ({ id }) => id,
        async (round) => {
          rounds.push(round);
          return round;
        },
      );
      expect(answers).toEqual(items);
      for (const round of rounds) expect(new Set(round.map(({ id }) => id)).size).toBe(round.length);
      for (const id of ['a', 'b', 'c'])
        expect(rounds.flat().filter((ran) => ran.id === id)).toEqual(items.filter((given) => given.id === id));
      const repetitions = Object.values(Object.groupBy(items, ({ id }) => id)).map((same) => same?.length ?? 0);
      expect(rounds).toHaveLength(Math.max(0, ...repetitions));
    }),
  );
});
