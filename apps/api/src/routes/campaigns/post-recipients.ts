import { importAudience, Refusal } from '@recado/messaging';
import type { Request, RequestHandler } from 'express';
import { liftBodyDeadline } from '../../http/body-deadline.ts';
import { discardRest, readUpload } from '../../http/read-upload.ts';
import { presentImport } from '../../present/present-import.ts';
import { askedBy } from './asked-by.ts';
import { campaignIdOf } from './campaign-id-of.ts';

type Deps = Parameters<typeof importAudience>[0];

const refuseCompressed = ({ headers }: Request): void => {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity')
    throw new Refusal('unsupported-media-type', 'Send the file as it is, without Content-Encoding');
};

/**
 * Takes a file into a draft's audience while it arrives. An Idempotency-Key changes nothing: a file that comes again
 * adds nobody twice.
 */
export const postRecipients =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    liftBodyDeadline(response);
    try {
      refuseCompressed(request);
      const campaignId = campaignIdOf(request);
      const { by, byId } = askedBy(request, response);
      const upload = { contentType: request.headers['content-type'], bytes: readUpload(request) };
      response.json(presentImport(campaignId, await importAudience(deps, { campaignId, upload, by, byId })));
    } catch (error) {
      discardRest(request);
      throw error;
    }
  };
