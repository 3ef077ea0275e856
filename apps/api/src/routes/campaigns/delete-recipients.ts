import { emptyAudience } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { campaignIdOf } from './campaign-id-of.ts';

type Deps = Parameters<typeof emptyAudience>[0];

/** Takes everyone out of a draft's audience. Repeated, it answers the same. */
export const deleteRecipients =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    await emptyAudience(deps, campaignIdOf(request));
    response.status(204).end();
  };
