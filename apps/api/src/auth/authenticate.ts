import type { KeyObject } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Caller } from '@recado/messaging';
import type { Request, RequestHandler, Response } from 'express';
import { sendProblem } from '../http/errors.ts';
import { setCaller, setRequestKey } from './caller.ts';

type AuthenticateDeps = {
  findCaller: (key: string) => Promise<Caller | undefined>;
  /** Milliseconds that a failure from this address waits. */
  guessDelay: (address: string) => number;
  writeLastUse: (keyId: string) => void;
  requestKey: KeyObject;
};

export const makeAuthenticate =
  ({ findCaller, guessDelay, writeLastUse, requestKey }: AuthenticateDeps): RequestHandler =>
  async (request, response, next) => {
    const key = bearerOf(request.headers.authorization);
    const caller = key === undefined ? undefined : await findCaller(key);
    if (!caller) {
      const guessed = request.headers.authorization !== undefined;
      return refuse(request, response, guessed ? guessDelay(request.socket.remoteAddress ?? '') : 0);
    }
    writeLastUse(caller.id);
    setCaller(response, caller);
    setRequestKey(response, requestKey);
    next();
  };

const refuse = async (request: Request, response: Response, delayMs: number): Promise<void> => {
  if (delayMs) await wait(delayMs);
  const given = request.headers.authorization !== undefined;
  sendProblem(response, {
    type: 'unauthorized',
    detail: given
      ? 'No valid API key in Authorization: it is unknown, expired or revoked'
      : 'Send Authorization: Bearer <API key>',
    headers: { 'WWW-Authenticate': given ? 'Bearer realm="recado", error="invalid_token"' : 'Bearer realm="recado"' },
  });
};

/** Returns the key in `Authorization: Bearer …`, which may be any UTF-8 text. A longer one is ignored. */
export const bearerOf = (header: string | undefined): string | undefined => {
  const key = /^Bearer +(\S.{0,511})$/i.exec(header ?? '')?.[1];
  // Node gives the bytes of a header as Latin-1.
  return key === undefined ? undefined : Buffer.from(key, 'latin1').toString().trimEnd();
};

type IsStillValidDeps = { findCaller: (key: string) => Promise<Caller | undefined> };

/** Checks that the key of a request is still valid, for responses that may take very long. */
export const makeIsStillValid =
  ({ findCaller }: IsStillValidDeps) =>
  async ({ headers }: Pick<Request, 'headers'>): Promise<boolean> => {
    const key = bearerOf(headers.authorization);
    return key !== undefined && (await findCaller(key)) !== undefined;
  };

type Options = { clock: () => Date; everyMs: number; touch: (id: string, at: Date) => Promise<void> };

/** Notes the use of a key at most once in a while, beside the request and never in its way. */
export const touchAtMost = ({ clock, everyMs, touch }: Options) => {
  const touched = new Map<string, number>();
  return (id: string): void => {
    const now = clock();
    if (now.getTime() - (touched.get(id) ?? -Infinity) < everyMs) return;
    touched.set(id, now.getTime());
    touch(id, now).catch(() => touched.delete(id));
  };
};
