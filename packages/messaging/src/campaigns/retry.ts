import type { CopyCampaign, RetriedMessages, RetryCampaign } from '@recado/contract';
import { Refusal, refuseKeyInUse } from '../errors.ts';
import type { IdempotencyKey } from '../messages/accept.ts';
import { retryBatch } from '../messages/retry.ts';
import type { NewCampaignEvent, RecordedCampaign } from './campaign.ts';
import { existing, findCampaign, refuseStatus, type CampaignResult } from './change.ts';
import { createCampaign, type NewCampaign } from './draft.ts';
import { toCreateRequest } from './launch.ts';

/** The earlier use of a retry's Idempotency-Key; `answer` is missing until that retry has finished. */
export type RetryRepeat = { kind: 'new' } | { kind: 'same'; answer?: RetriedMessages } | { kind: 'reused' | 'in-use' };

type RetryDeps = Parameters<typeof retryBatch>[0] & {
  loadCampaign: (id: string) => Promise<RecordedCampaign | undefined>;
  /** Takes an Idempotency-Key for a campaign's retry, or returns its earlier use. */
  takeRetryKey: (key: IdempotencyKey) => Promise<RetryRepeat>;
  keepRetryAnswer: (key: IdempotencyKey, answer: RetriedMessages) => Promise<void>;
  writeCampaignEvent: (campaignId: string, event: NewCampaignEvent) => Promise<void>;
};

type RequestContext = { by: string; byId?: string | undefined; key?: IdempotencyKey | undefined };

const batch = 5_000;

const mayRetry: RecordedCampaign['status'][] = ['running', 'paused', 'completed'];

/**
 * Retries the failed messages of a campaign; a completed campaign runs again for it. A repeated request gets the same
 * counts. If its process died half-way, the repeat does the rest.
 */
export const retryCampaign = async (deps: RetryDeps, id: string, request: RetryCampaign, context: RequestContext) => {
  const { key } = context;
  if (!key) return run(deps, id, request, context);
  const before = await deps.takeRetryKey(key);
  if (before.kind === 'in-use') throw refuseKeyInUse();
  if (before.kind === 'reused')
    throw new Refusal(
      'idempotency-key-reused',
      'This Idempotency-Key was already used for a different request. Use a new key',
    );
  if (before.kind === 'same' && before.answer) return before.answer;
  const answer = await run(deps, id, request, context);
  await deps.keepRetryAnswer(key, answer);
  return answer;
};

const check = (campaign: RecordedCampaign) => {
  if (!mayRetry.includes(campaign.status))
    throw refuseStatus(campaign, `only failed messages of a campaign that is ${mayRetry.join(', ')} can be retried`);
};

/** In batches, so that no statement holds a million rows. A batch that moves nothing is the last. */
const retryBatches = async (
  deps: RetryDeps,
  id: string,
  request: RetryCampaign,
  by: string,
): Promise<RetriedMessages> => {
  let retried = 0;
  for (;;) {
    const done = await retryBatch(deps, { ...request, campaign_id: id, limit: batch }, { by, hasOwnEvent: true });
    retried += done.retried;
    if (done.retried < batch) return { retried, refused: done.refused };
  }
};

const detailOf = ({ status, error_code: errorCode }: RetryCampaign, retried: number) => ({
  retried,
  ...(status !== undefined && { status }),
  ...(errorCode !== undefined && { error_code: errorCode }),
});

const run = async (
  deps: RetryDeps,
  id: string,
  request: RetryCampaign,
  { by, byId }: RequestContext,
): Promise<RetriedMessages> => {
  check(existing(await deps.loadCampaign(id)));
  const at = deps.clock();
  const answer = await retryBatches(deps, id, request, by);
  if (answer.retried > 0)
    await deps.writeCampaignEvent(id, {
      at,
      type: 'retried',
      by,
      ...(byId && { byId }),
      detail: detailOf(request, answer.retried),
    });
  return answer;
};

type CopyDeps = Parameters<typeof createCampaign>[0] & Parameters<typeof findCampaign>[0];

const longestName = 200;

/** Makes a draft with the settings of a campaign, in any status. It has no audience and no time to start at. */
export const copyCampaign = async (
  deps: CopyDeps,
  id: string,
  { name }: CopyCampaign,
  context: Pick<NewCampaign, 'by' | 'byId' | 'key'>,
): Promise<CampaignResult> => {
  const { send_at: _at, ...request } = toCreateRequest(await findCampaign(deps, id));
  return createCampaign(deps, { ...request, name: name ?? request.name.slice(0, longestName) }, context);
};
