import fc from 'fast-check';
import { hostileTarget } from './hostile.ts';
import type { Operation, Parameter } from './operation.ts';
import type { makeValueOf } from './value-of.ts';

type ValueOf = ReturnType<typeof makeValueOf>;

/** A piece of a path or query in Latin-1, or the number of an id that the API has given for what is at `of`. */
export type Piece = string | { of: string; number: number };

const encoded = (value: unknown): string =>
  encodeURIComponent((typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed());

const parameterPiece = (valueOf: ValueOf, { name, schema = {} }: Parameter, of: string): fc.Arbitrary<Piece> =>
  fc.oneof(
    { arbitrary: fc.nat(1_000).map((number) => ({ of, number })), weight: 8 },
    { arbitrary: valueOf(schema, name).map(encoded), weight: 5 },
    { arbitrary: hostileTarget, weight: 3 },
  );

const segments = (valueOf: ValueOf, { path, parameters }: Operation): fc.Arbitrary<Piece[]> => {
  let of = '';
  const pieces = path.split('/').map((segment): fc.Arbitrary<Piece> => {
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    const parameter = parameters.find((each) => each.in === 'path' && each.name === name);
    if (parameter) return parameterPiece(valueOf, parameter, of);
    of = segment === 'status' ? 'messages' : segment;
    return fc.constant(segment);
  });
  return fc.tuple(...pieces);
};

const queryPart = (valueOf: ValueOf, { name, schema = {} }: Parameter): fc.Arbitrary<string[]> => {
  const value = fc.oneof(
    { arbitrary: valueOf(schema, name).map(encoded), weight: 2 },
    { arbitrary: hostileTarget, weight: 1 },
  );
  const times = { maxLength: 2, size: 'max' } as const;
  return fc.oneof(fc.constant([]), fc.array(value, times)).map((values) => values.map((each) => `${name}=${each}`));
};

const extraQuery = fc.array(
  fc.oneof(
    hostileTarget,
    hostileTarget.map((text) => `a[${text}]=1`),
    fc.constantFrom('__proto__=1', 'limit', '&&', 'a=1&a=2'),
  ),
  { maxLength: 2 },
);

const queryOf = (valueOf: ValueOf, { parameters }: Operation): fc.Arbitrary<string> => {
  const own = fc.tuple(...parameters.filter((each) => each.in === 'query').map((each) => queryPart(valueOf, each)));
  const extra = fc.oneof({ arbitrary: fc.constant([]), weight: 5 }, { arbitrary: extraQuery, weight: 1 });
  return fc.tuple(own, extra).map(([parts, more]) => [...parts.flat(), ...more].join('&'));
};

export type Target = { pieces: Piece[]; query: string };

/** A path and query for an operation, or something like one. */
export const targetOf = (valueOf: ValueOf, operation: Operation): fc.Arbitrary<Target> =>
  fc.record({ pieces: segments(valueOf, operation), query: queryOf(valueOf, operation) }, { noNullPrototype: true });

/** Writes the target of the request line. It has no space or line break, which would make it another request. */
export const writeTarget = ({ pieces, query }: Target, idOf: (of: string, number: number) => string): string => {
  const path = pieces.map((piece) => (typeof piece === 'string' ? piece : idOf(piece.of, piece.number))).join('/');
  return `${path}${query && `?${query}`}`.replaceAll(/[\s\0]/g, '+');
};
