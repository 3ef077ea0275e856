import { createHmac } from 'node:crypto';
import type { FieldError } from '@recado/contract';
import { Refusal, type IdempotencyKey } from '@recado/messaging';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { callerOf, requestKeyOf } from '../auth/caller.ts';

/** Parses a body or a query by a schema. Throws a Refusal that lists every mistake. */
export const parse = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> => {
  // Only with the input does an issue distinguish a missing value from a wrong type.
  const parsed = schema.safeParse(value, { reportInput: true });
  if (!parsed.success) throw new Refusal('invalid-request', 'See errors', fieldErrors(parsed.error.issues));
  return parsed.data;
};

/** Returns the id in a path; `undefined` for what is no UUID, under which nothing can be found. */
export const idOf = ({ params }: Request): string | undefined => z.uuid().safeParse(params['id']).data?.toLowerCase();

type Issue = z.core.$ZodIssue;

const fieldOf = (path: PropertyKey[]): string => path.map(String).join('.');

/** Stable codes for zod's: these are promised to callers, zod's own names are not. */
const reasonOf = (issue: Issue): string => {
  if (issue.code === 'custom') return typeof issue.params?.['reason'] === 'string' ? issue.params['reason'] : 'invalid';
  const ofNothing = issue.code === 'invalid_type' || issue.code === 'invalid_value';
  if (ofNothing && issue.input === undefined) return 'required';
  return issue.code;
};

const required = 'is required';

/** A schema may add to its own sentence what to do. */
const messageOf = (issue: Issue): string =>
  reasonOf(issue) === 'required' && issue.code !== 'custom' && !issue.message.startsWith(required)
    ? required
    : issue.message;

/** A union fails with the mistakes of each branch. The branch of the value's type is the most helpful. */
const ofItsBranch = (issue: Issue): Issue[] => {
  if (issue.code !== 'invalid_union') return [issue];
  const right = issue.errors.find((branch) => branch.every((inner) => inner.code !== 'invalid_type'));
  const reason = issue.input === undefined ? 'required' : 'invalid_type';
  if (!right) return [{ ...issue, code: 'custom', params: { reason } }];
  return right.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
};

const unknownFields = (path: PropertyKey[], keys: string[]): FieldError[] =>
  keys.map((key) => ({
    field: fieldOf([...path, key.slice(0, 64)]),
    reason: 'unknown_field',
    message: 'is not a field here',
  }));

/** Every mistake that zod found, in the words of the API. */
export const fieldErrors = (issues: readonly Issue[]): FieldError[] =>
  issues.flatMap((whole) =>
    ofItsBranch(whole).flatMap((issue) => {
      if (issue.code === 'unrecognized_keys') return unknownFields(issue.path, issue.keys);
      return [{ field: fieldOf(issue.path), reason: reasonOf(issue), message: messageOf(issue) }];
    }),
  );

const pattern = /^[\x20-\x7e]{1,255}$/;

/**
 * The Idempotency-Key of a request, its caller's own: what another caller sends is another key. The hash covers what
 * makes two requests the same: method, path and body, but neither the order nor the spelling of the body. It is keyed,
 * because a plain hash of a request with a phone number gives away the number to anyone who tries them all.
 */
export const readIdempotencyKey = (request: Request, response: Response): IdempotencyKey | undefined => {
  const key = readKeyName(request);
  if (key === undefined) return undefined;
  return makeIdempotencyKey(response, key, `${request.method} ${request.baseUrl}${request.path}`, request.body ?? null);
};

/** Returns the text of the header. Throws a Refusal if it is not a key. */
export const readKeyName = (request: Request): string | undefined => {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !pattern.test(key))
    throw new Refusal('invalid-request', 'See errors', [
      { field: 'Idempotency-Key', reason: 'invalid_format', message: 'must be 1 to 255 printable ASCII characters' },
    ]);
  return key;
};

/** Makes the key of a request whose method, path and body are these. */
export const makeIdempotencyKey = (response: Response, key: string, at: string, body: unknown): IdempotencyKey => {
  const text = `${at}\n${canonicalJson(body)}`;
  const requestHash = createHmac('sha256', requestKeyOf(response)).update(text).digest();
  return { owner: callerOf(response).id, key, requestHash };
};

const ofObject = (value: object): string =>
  Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson((value as Record<string, unknown>)[key])}`)
    .join();

/** JSON in which the order of keys does not matter: two bodies that mean the same give the same text. `value` is as JSON.parse gave it. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  return typeof value === 'object' && value !== null ? `{${ofObject(value)}}` : JSON.stringify(value);
};
