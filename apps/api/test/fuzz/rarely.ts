import fc from 'fast-check';

/** Null, but for one in so many and one. */
export const rarely = <T>(arbitrary: fc.Arbitrary<T>, many: number): fc.Arbitrary<T | null> =>
  fc.oneof({ arbitrary: fc.constant(null), weight: many }, { arbitrary, weight: 1 });
