import fc from 'fast-check';
import { hostileJson } from './hostile.ts';

const mark = '@@hostile@@';

type Twist = 'replace' | 'remove' | 'add' | 'repeat';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object, or one in it, that is twisted: `pick` chooses among its fields. */
const twistObject = (value: Record<string, unknown>, twist: Twist, pick: number): unknown => {
  const names = Object.keys(value);
  const name = names[pick % Math.max(1, names.length)];
  if (twist === 'add' || name === undefined) return { ...value, [pick % 2 ? mark : 'unheard_of']: mark };
  const inner = value[name];
  if (isObject(inner) && pick % 3 === 0) return { ...value, [name]: twistObject(inner, twist, pick >> 2) };
  if (Array.isArray(inner) && pick % 3 === 1) return { ...value, [name]: [...inner, mark] };
  const { [name]: _gone, ...others } = value;
  return twist === 'remove' ? others : { ...others, [name]: mark };
};

const written = (value: unknown, raw: string): string =>
  (JSON.stringify(value) ?? 'null').replaceAll(`"${mark}"`, () => raw).replace(mark, 'x');

/** The same fields once more: which of them counts is for the parser to say. */
const repeated = (text: string) =>
  text.startsWith('{') && text.length > 2 ? `{${text.slice(1, -1)},${text.slice(1)}` : text;

const twisted = (value: unknown, twist: Twist, [pick, raw]: [number, string]): string => {
  if (twist === 'repeat') return repeated(written(value, raw));
  return isObject(value) ? written(twistObject(value, twist, pick), raw) : raw;
};

const broken = (text: string, at: number): string => {
  const cut = at % Math.max(1, text.length);
  return at % 2 ? text.slice(0, cut) : `${text.slice(0, cut)}}${text.slice(cut)}`;
};

/** JSON as a schema has it, or with something wrong in it, or none at all. */
export const jsonBody = (valid: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
  fc.oneof(
    { arbitrary: valid.map((value) => written(value, '')), weight: 8 },
    {
      arbitrary: fc
        .tuple(
          valid,
          fc.constantFrom<Twist>('replace', 'remove', 'add', 'repeat'),
          fc.tuple(fc.nat(10_000), hostileJson),
        )
        .map(([value, twist, how]) => twisted(value, twist, how)),
      weight: 8,
    },
    { arbitrary: fc.tuple(valid, fc.nat(10_000)).map(([value, at]) => broken(written(value, ''), at)), weight: 1 },
    { arbitrary: hostileJson, weight: 1 },
  );
