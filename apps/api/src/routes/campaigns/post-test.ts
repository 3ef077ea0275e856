import { TestCampaign, type TestedCampaign } from '@recado/contract';
import { maskNumber, tryOut, type AuditEntry, type Trial } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { auditEntry } from '../../auth/audit.ts';
import { viewOf } from '../../auth/view-of.ts';
import { readIdempotencyKey } from '../../http/idempotency-key.ts';
import { parse } from '../../http/parse.ts';
import type { View } from '../../present/message.ts';
import { campaignIdOf } from './campaign-id-of.ts';

type Deps = Parameters<typeof tryOut>[0] & { noteAudit: (entry: AuditEntry) => Promise<void> };

const present = ({ to, ...end }: Trial, { unmasked }: View): TestedCampaign['data'][number] => ({
  to: unmasked ? to : maskNumber(to),
  ...('messageId' in end ? { id: end.messageId } : { refused: end.refused }),
});

/** Answers 202 once each message is committed; a repeated request names the same ones. */
export const postTest =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const wish = parse(TestCampaign, request.body);
    const trials = await tryOut(deps, id, wish, readIdempotencyKey(request, response));
    const done = { action: 'campaign.tested', object: `campaigns/${id}`, detail: { numbers: trials.length } };
    await deps.noteAudit(auditEntry(deps, response, done));
    const view = viewOf(response);
    const tested: TestedCampaign = { data: trials.map((trial) => present(trial, view)) };
    response.status(202).json(tested);
  };
