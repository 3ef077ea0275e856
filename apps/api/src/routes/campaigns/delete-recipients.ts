import { emptyAudience } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { auditEntry, noting, type Noted } from '../../auth/audit.ts';
import { campaignIdOf } from './campaign-id-of.ts';

type Deps = Noted<Parameters<typeof emptyAudience>[0], 'emptyAudience'>;

/** Takes everyone out of a draft's audience. Repeated, it answers the same. */
export const deleteRecipients =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const audit = auditEntry(deps, response, { action: 'campaign.recipients_removed', object: `campaigns/${id}` });
    await emptyAudience({ ...deps, emptyAudience: noting(deps.emptyAudience, audit) }, id);
    response.status(204).end();
  };
