import { setTimeout as wait } from 'node:timers/promises';
import type { Caller } from '@recado/messaging';
import type { Request, RequestHandler, Response } from 'express';
import { sendProblem } from '../http/problem.ts';
import { bearerOf } from './bearer.ts';
import { setCaller } from './caller.ts';

type Deps = {
  findCaller: (key: string) => Promise<Caller | undefined>;
  /** Milliseconds that a failure from this address waits. */
  guessDelay: (address: string) => number;
  noteUse: (keyId: string) => void;
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

export const makeAuthenticate =
  ({ findCaller, guessDelay, noteUse }: Deps): RequestHandler =>
  async (request, response, next) => {
    const key = bearerOf(request.headers.authorization);
    const caller = key === undefined ? undefined : await findCaller(key);
    if (!caller) {
      const guessed = request.headers.authorization !== undefined;
      return refuse(request, response, guessed ? guessDelay(request.socket.remoteAddress ?? '') : 0);
    }
    noteUse(caller.id);
    setCaller(response, caller);
    next();
  };
