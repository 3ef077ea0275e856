import type { z } from 'zod';
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { Problem, problemTypes, problemUri, type ProblemType } from '../problem.ts';

const retryAfter = { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds' } } as const;

const rateLimit = {
  'RateLimit-Policy': {
    schema: { type: 'string' },
    description: 'What the key may: `"key";q=100;w=1`, 100 in a second',
  },
  RateLimit: { schema: { type: 'string' }, description: 'What is left, and for how many seconds: `"key";r=42;t=1`' },
} as const;

/** What goes with a refusal that is not for good. */
const headersOf = (types: ProblemType[]): Pick<ZodOpenApiResponseObject, 'headers'> => {
  if (types.includes('rate-limited')) return { headers: { ...retryAfter, ...rateLimit } };
  return types.includes('unavailable') ? { headers: retryAfter } : {};
};

/** What an answer of one status may be, as examples of problem+json. */
const problem = (types: ProblemType[]): ZodOpenApiResponseObject => ({
  description: types.map((type) => problemTypes[type].title).join(', or: '),
  ...headersOf(types),
  content: {
    'application/problem+json': {
      schema: Problem,
      examples: Object.fromEntries(
        types.map((type) => [type, { value: { type: problemUri(type), ...problemTypes[type], instance: 'f1d2…' } }]),
      ),
    },
  },
});

/** The refusals that an operation may answer with, by status. */
export const problems = (...types: ProblemType[]): ZodOpenApiResponsesObject =>
  Object.fromEntries(
    [...Map.groupBy([...types, 'internal' as const], (type) => problemTypes[type].status)].map(([status, group]) => [
      String(status),
      problem(group),
    ]),
  ) as ZodOpenApiResponsesObject;

/** The refusals of every operation that needs an API key. */
export const guarded = (...types: ProblemType[]) =>
  problems('unauthorized', 'forbidden', 'rate-limited', ...types, 'unavailable');

/** The refusals of every operation that reads a body. */
export const withBody: ProblemType[] = [
  'malformed-request',
  'payload-too-large',
  'unsupported-media-type',
  'invalid-request',
];

export const json = (description: string, schema: z.ZodType, example?: unknown): ZodOpenApiResponseObject => ({
  description,
  content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
});
