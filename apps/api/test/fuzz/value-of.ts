import fc from 'fast-check';
import { knownWords } from './known-words.ts';
import type { Schema } from './operation.ts';

const deepest = 9;
const longest = 40;
const longestArray = 4;

const matching = (pattern: string): fc.Arbitrary<string> => {
  try {
    return fc.stringMatching(new RegExp(pattern));
  } catch {
    // It knows fewer patterns than JavaScript.
    return fc.string();
  }
};

const soon = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });

const formats: Record<string, () => fc.Arbitrary<string>> = {
  uuid: () => fc.uuid(),
  'date-time': () => soon.map((date) => date.toISOString()),
  date: () => soon.map((date) => date.toISOString().slice(0, 10)),
};

const textOf = ({ format, pattern, minLength = 0, maxLength = longest }: Schema): fc.Arbitrary<string> => {
  const formatted = format === undefined ? undefined : formats[format];
  if (formatted) return formatted();
  if (pattern !== undefined) return matching(pattern);
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, longest)), unit: 'grapheme' });
};

const integerOf = ({ minimum = -1000, maximum = 1_000_000 }: Schema) =>
  fc.integer({ min: Math.max(minimum, -(2 ** 31)), max: Math.max(minimum, Math.min(maximum, 2 ** 31)) });

type Inner = (schema: Schema, name: string) => fc.Arbitrary<unknown>;

const mostOptional = 3;

/** Generates the required properties and few others, because all at once are rarely accepted. */
const objectOf = ({ properties = {}, required = [], additionalProperties }: Schema, inner: Inner) => {
  const optional = Object.keys(properties).filter((name) => !required.includes(name));
  const chosen = fc.subarray(optional, { maxLength: Math.min(mostOptional, optional.length) });
  const fieldsOf = (names: string[]) =>
    Object.fromEntries(names.map((name) => [name, inner(properties[name] ?? {}, name)]));
  const needed = required.filter((name) => Object.hasOwn(properties, name));
  const object = chosen.chain((names) => fc.record(fieldsOf([...needed, ...names]), { noNullPrototype: true }));
  if (typeof additionalProperties !== 'object') return object;
  const names = fc.stringMatching(/^[a-z_]{1,8}$/);
  const more = fc.dictionary(names, inner(additionalProperties, ''), { maxKeys: 3, noNullPrototype: true });
  return fc.tuple(object, more).map(([own, others]) => ({ ...others, ...own }));
};

const arrayOf = ({ items = {}, minItems = 0, maxItems = longestArray }: Schema, inner: Inner) =>
  fc.array(inner(items, ''), { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, longestArray)) });

const ofType = (type: string, schema: Schema, inner: Inner): fc.Arbitrary<unknown> => {
  if (type === 'string') return textOf(schema);
  if (type === 'integer') return integerOf(schema);
  if (type === 'number') return fc.double({ noNaN: true, noDefaultInfinity: true });
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  return type === 'array' ? arrayOf(schema, inner) : objectOf(schema, inner);
};

/** Makes values that a schema of the document allows, or nearly: what the document cannot say, it does not know. */
export const makeValueOf = (components: Record<string, Schema>) => {
  const valueOf = (schema: Schema, name: string, depth = 0): fc.Arbitrary<unknown> => {
    const known = knownWords(name, schema);
    const own = ownValueOf(schema, depth);
    return known ? fc.oneof({ arbitrary: known, weight: 3 }, { arbitrary: own, weight: 1 }) : own;
  };

  const ownValueOf = (schema: Schema, depth: number): fc.Arbitrary<unknown> => {
    if (depth > deepest) return fc.constant(null);
    if (schema.$ref !== undefined) {
      const of = schema.$ref.split('/').at(-1) ?? '';
      return valueOf(components[of] ?? {}, of, depth + 1);
    }
    if ('const' in schema) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const branches = schema.anyOf ?? schema.oneOf ?? schema.allOf;
    if (branches) return fc.oneof(...branches.map((branch) => valueOf(branch, '', depth + 1)));
    const types = [schema.type ?? []].flat();
    if (!types.length) return fc.jsonValue({ maxDepth: 2 });
    return fc.oneof(...types.map((type) => ofType(type, schema, (inner, name) => valueOf(inner, name, depth + 1))));
  };

  return valueOf;
};
