import type { IdempotencyKey } from '@recado/messaging';
import type { Request, Response } from 'express';
import { callerOf } from '../../auth/caller.ts';
import { readIdempotencyKey } from '../../http/idempotency-key.ts';

type Asked = { by: string; byId: string; key: IdempotencyKey | undefined };

/** Who asks for a change, and under which key. */
export const askedBy = (request: Request, response: Response): Asked => {
  const { name, id } = callerOf(response);
  return { by: name, byId: id, key: readIdempotencyKey(request, response) };
};
