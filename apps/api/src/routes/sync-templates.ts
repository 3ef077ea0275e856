import type { SyncedTemplates } from '@recado/contract';
import { syncTemplates as sync } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { readIdempotencyKey } from '../idempotency/read-key.ts';

type Deps = Parameters<typeof sync>[0];

/** Takes over from Twilio what it has and says of templates. Doing so twice does no more than once, so a key is not kept. */
export const syncTemplates =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    readIdempotencyKey(request, response);
    const synced: SyncedTemplates = await sync(deps);
    response.json(synced);
  };
