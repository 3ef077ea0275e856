import type { Scope } from '@recado/contract';
import { mayDo, Refusal } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { callerOf } from './caller.ts';

export const requireScope =
  (scope: Scope): RequestHandler =>
  (_request, response, next) => {
    if (!mayDo(callerOf(response), scope)) throw new Refusal('forbidden', `This needs a key with the scope ${scope}`);
    next();
  };
