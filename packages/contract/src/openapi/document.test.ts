import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { problemTypes } from '../problem.ts';
import { openApiDocument } from './document.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Members = { [name: string]: Json };

type Operation = { operationId: string; parameters?: Members[]; responses: Members; security?: Json[] };

const json: Json = JSON.parse(JSON.stringify(openApiDocument()));
const document = json as unknown as { openapi: string; paths: Record<string, Record<string, Operation>> };

const isMembers = (value: Json | undefined): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const refsIn = (value: Json): string[] => {
  if (Array.isArray(value)) return value.flatMap(refsIn);
  if (!isMembers(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  );
};

const resolve = (ref: string): Json | undefined =>
  ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<Json | undefined>(
      (at, step) => (isMembers(at) ? at[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
      json,
    );

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, path, operation })),
);

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1', () => expect(document.openapi).toMatch(/^3\.1\.\d$/));

  it('points to nothing that is not there', () => {
    const refs = refsIn(json);
    expect(refs.length).toBeGreaterThan(20);
    expect(refs.filter((ref) => resolve(ref) === undefined)).toEqual([]);
  });

  it('names each operation once', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(operations)('$name describes the parameters of its path, and no others', ({ path, operation }) => {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const described = (operation.parameters ?? []).filter((parameter) => parameter['in'] === 'path');
    expect(described.map((parameter) => parameter['name'])).toEqual(named);
    expect(described.every((parameter) => parameter['required'] === true)).toBe(true);
  });

  it.each(operations)(
    '$name has an answer for success, and its errors are problems of a known status',
    ({ operation }) => {
      const statuses = Object.keys(operation.responses);
      const known = new Set(Object.values(problemTypes).map(({ status }) => String(status)));
      expect(statuses.filter((status) => status.startsWith('2'))).not.toEqual([]);
      expect(statuses.filter((status) => !status.startsWith('2') && !known.has(status))).toEqual([]);
    },
  );

  const guarded = operations.filter(
    ({ path, operation }) => path.startsWith('/v1') && operation.security?.length !== 0,
  );

  it.each(guarded)('$name says that it needs a key or a session', ({ operation }) => {
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '403', '503']));
  });

  it('shows only examples that their schemas allow', () => {
    const shown = operations.flatMap(({ name, operation }) =>
      examplesIn(operation as unknown as Json).map((example) => ({ name, ...example })),
    );
    expect(shown.length).toBeGreaterThan(500);
    const refused = shown.flatMap(({ name, schema, example }) => {
      const { error } = zodOf(schema).safeParse(example);
      return error ? [{ name, issues: error.issues }] : [];
    });
    expect(refused).toEqual([]);
  });
});

type Shown = { schema: Json; example: Json };

/** Pairs of a schema and its example, of parameters, requests and answers. */
const examplesIn = (value: Json): Shown[] => {
  if (Array.isArray(value)) return value.flatMap(examplesIn);
  if (!isMembers(value)) return [];
  const { schema, example, examples } = value;
  const own = example === undefined ? Object.values(isMembers(examples) ? examples : {}) : [{ value: example }];
  const shown =
    schema === undefined
      ? []
      : own.flatMap((each) => (isMembers(each) ? [{ schema, example: each['value'] ?? null }] : []));
  return [...shown, ...Object.values(value).flatMap(examplesIn)];
};

const withDefinitions = (schema: Json): string =>
  JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/');
type JsonSchema = Exclude<Parameters<typeof z.fromJSONSchema>[0], boolean>;
const definitions = JSON.parse(withDefinitions(resolve('#/components/schemas') ?? {})) as JsonSchema['$defs'];
const known = new Map<string, z.ZodType>();

const zodOf = (schema: Json): z.ZodType => {
  const text = withDefinitions(schema);
  const zod =
    known.get(text) ??
    z.fromJSONSchema({ ...(JSON.parse(text) as JsonSchema), ...(definitions && { $defs: definitions }) });
  known.set(text, zod);
  return zod;
};
