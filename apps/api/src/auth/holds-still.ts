import type { Caller } from '@recado/messaging';
import type { Request } from 'express';
import { bearerOf } from './bearer.ts';

type Deps = { findCaller: (key: string) => Promise<Caller | undefined> };

/** Whether the key that a request came with is still one, for an answer that goes on for as long as its caller likes. */
export const makeHoldsStill =
  ({ findCaller }: Deps) =>
  async ({ headers }: Pick<Request, 'headers'>): Promise<boolean> => {
    const key = bearerOf(headers.authorization);
    return key !== undefined && (await findCaller(key)) !== undefined;
  };
