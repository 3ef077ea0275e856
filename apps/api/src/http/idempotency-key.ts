import { createHmac } from 'node:crypto';
import { Refusal, type IdempotencyKey } from '@recado/messaging';
import type { Request, Response } from 'express';
import { callerOf, requestKeyOf } from '../auth/caller.ts';

const pattern = /^[\x20-\x7e]{1,255}$/;

/**
 * The Idempotency-Key of a request, its caller's own: what another caller sends is another key. The hash covers what
 * makes two requests the same: method, path and body, but neither the order nor the spelling of the body. It is keyed,
 * because a plain hash of a request with a phone number gives away the number to anyone who tries them all.
 */
export const readIdempotencyKey = (request: Request, response: Response): IdempotencyKey | undefined => {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !pattern.test(key))
    throw new Refusal('invalid-request', 'See errors', [
      { field: 'Idempotency-Key', reason: 'invalid_format', message: 'must be 1 to 255 printable ASCII characters' },
    ]);
  const text = `${request.method} ${request.baseUrl}${request.path}\n${canonicalJson(request.body ?? null)}`;
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
