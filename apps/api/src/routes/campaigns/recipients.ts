import { importAudience } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { takeUpload } from '../../http/take-upload.ts';
import { presentImport } from '../../present/present-import.ts';
import { askedBy } from './asked-by.ts';
import { campaignIdOf } from './campaign-id-of.ts';

type Deps = Parameters<typeof importAudience>[0];

/**
 * Takes a file into a draft's audience while it arrives. An Idempotency-Key changes nothing: a file that comes again
 * adds nobody twice.
 */
export const postRecipients =
  (deps: Deps): RequestHandler =>
  (request, response) =>
    takeUpload(request, response, async (upload) => {
      const campaignId = campaignIdOf(request);
      const { by, byId } = askedBy(request, response);
      response.json(presentImport(campaignId, await importAudience(deps, { campaignId, upload, by, byId })));
    });
