import { Refusal, type Spent } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { callerOf } from './caller.ts';

type Deps = { spendRequest: (keyId: string, limit: number) => Promise<Spent> };

/** Refuses requests over a key's limit per second, and reports the rest by draft-ietf-httpapi-ratelimit-headers-10. */
export const makeLimitRate =
  ({ spendRequest }: Deps): RequestHandler =>
  async (_request, response, next) => {
    const { id, rateLimit } = callerOf(response);
    if (rateLimit === undefined) return next();
    const { isWithin, remaining, resetMs } = await spendRequest(id, rateLimit);
    const reset = seconds(resetMs);
    response.setHeader('RateLimit-Policy', `"key";q=${rateLimit};w=1`);
    response.setHeader('RateLimit', `"key";r=${remaining};t=${reset}`);
    if (isWithin) return next();
    response.setHeader('Retry-After', String(reset));
    throw new Refusal('rate-limited', `You may make ${rateLimit} requests per second. Wait for Retry-After seconds`);
  };

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1_000));
