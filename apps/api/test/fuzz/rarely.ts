import fc from 'fast-check';

/** Generates a value in one of `many` + 1 cases, otherwise null. */
export const rarely = <T>(arbitrary: fc.Arbitrary<T>, many: number): fc.Arbitrary<T | null> =>
  fc.oneof({ arbitrary: fc.constant(null), weight: many }, { arbitrary, weight: 1 });
