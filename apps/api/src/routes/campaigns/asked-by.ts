import type { IdempotencyKey } from '@recado/messaging';
import type { Request, Response } from 'express';
import { callerOf } from '../../auth/caller-of.ts';
import { readIdempotencyKey } from '../../idempotency/read-key.ts';

/** Who asks for a change, and under which key. */
export const askedBy = (request: Request, response: Response): { by: string; key: IdempotencyKey | undefined } => ({
  by: callerOf(response).name,
  key: readIdempotencyKey(request, response),
});
