import type { Scope } from '@recado/contract';
import { mayDo, Refusal, type Actor, type Caller } from '@recado/messaging';
import type { View } from '@recado/presentation';
import type { RequestHandler, Response } from 'express';
import type { KeyObject } from 'node:crypto';

/** The caller: authenticate sets it before every handler that reads it. */
export const callerOf = (response: Response): Caller => response.locals['caller'] as Caller;

/** The caller as the audit log names it. */
export const actorOf = (response: Response): Actor => {
  const { id, name } = callerOf(response);
  return { id, name };
};

/** The API key of a request; `undefined` for a person of the console. */
export const apiKeyIdOf = (response: Response): string | undefined => {
  const { id, session } = callerOf(response);
  return session ? undefined : id;
};

/** Before it is known whether anybody was let in. */
export const callerIfAny = (response: Response): Caller | undefined => response.locals['caller'] as Caller | undefined;

export const setCaller = (response: Response, caller: Caller): void => {
  response.locals['caller'] = caller;
};

/** `authenticate` sets this key for hashes of requests together with the caller. */
export const requestKeyOf = (response: Response): KeyObject => response.locals['requestKey'] as KeyObject;

export const setRequestKey = (response: Response, key: KeyObject): void => {
  response.locals['requestKey'] = key;
};

/** Returns whether the caller has a scope. */
export const may = (response: Response, scope: Scope): boolean => mayDo(callerOf(response), scope);

/** Returns how the caller may see phone numbers. */
export const viewOf = (response: Response): View => ({ unmasked: may(response, 'pii:read') });

export const requireScope =
  (scope: Scope): RequestHandler =>
  (_request, response, next) => {
    if (!may(response, scope)) throw new Refusal('forbidden', `This needs the scope ${scope}`);
    next();
  };

export type { View };
