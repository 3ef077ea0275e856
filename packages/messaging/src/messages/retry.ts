import {
  RetryableStatus as retryable,
  type CancelMessages,
  type RetriedMessages,
  type RetryableStatus,
  type RetryMessages,
} from '@recado/contract';
import type { Actor, AuditEntry } from '../audit/audit.ts';
import { Refusal, refuseKeyInUse } from '../errors.ts';
import type { IdempotencyKey } from './accept.ts';
import { findMessage } from './find.ts';
import type { Enqueueing, RecordedMessage } from './message.ts';

/** Selects messages, oldest first. */
export type MessageSelection = {
  id?: string;
  reference?: string;
  campaignId?: string;
  /** Messages of campaigns are left out. */
  singleOnly?: boolean;
  createdFrom?: Date;
  createdBefore?: Date;
  /** Ids behind the first, up to the second. */
  range?: { afterId: string; untilId: string };
  limit: number;
};

/** Selects the messages to retry: those that ended in one of `statuses`. */
export type RetryFilter = MessageSelection & { statuses: readonly RetryableStatus[]; errorCode?: number };

export type Retrying = {
  filter: RetryFilter;
  at: Date;
  /** Names the caller. */
  by: string;
  /** Error codes after which a message is left as it is. */
  neverAfter: number[];
  key?: IdempotencyKey;
  /** Written with the counts if anything is retried. */
  audit?: AuditEntry;
  /** The caller writes an event of the campaign. Otherwise a completed campaign that runs again gets one. */
  hasOwnEvent?: boolean;
};

export type Retried =
  /** `parked`: how many are campaigns', which their feeder takes up. */
  | { kind: 'retried'; jobs: Enqueueing[]; refused: number; parked?: number }
  /** The same request came before, and this is what it did. */
  | ({ kind: 'repeated' } & RetriedMessages)
  /** The key was used before, with another request. */
  | { kind: 'reused' }
  /** The first request with the key is still running. */
  | { kind: 'in-use' };

type Deps = {
  clock: () => Date;
  /** Lists the meanings of Twilio's codes for an opt-out. */
  optOuts: ReadonlyMap<number, string>;
  /**
   * Makes messages accepted again, as if for the first time, and takes the key, all in one commit. A request for one
   * message that finds nothing to do takes no key.
   */
  saveRetries: (retrying: Retrying) => Promise<Retried>;
  /** Never rejects; the maintenance task queues what failed. */
  enqueue: (job: Enqueueing) => Promise<void>;
};

type RetriedBy = {
  actor: Actor;
  key?: IdempotencyKey | undefined;
  /** The caller may launch campaigns, so it may send their messages again. */
  mayLaunch: boolean;
};

/**
 * Retries one message that failed. Returns whether it did so now, or before with the same key. Throws a Refusal if the
 * message cannot be retried.
 */
export const retry = async (
  deps: Deps & Parameters<typeof findMessage>[0],
  id: string,
  { actor, key, mayLaunch }: RetriedBy,
): Promise<'retried' | 'repeated'> => {
  const at = deps.clock();
  const audit = { at, actor, action: 'message.retried', object: `messages/${id}` };
  const filter = { id, statuses: retryable.options, limit: 1, ...(!mayLaunch && { singleOnly: true }) };
  const retried = await run(deps, { filter, at, by: actor.name, audit, key });
  if (retried.kind === 'repeated' || countOf(retried) > 0) return retried.kind;
  const { message } = await findMessage(deps, id);
  if (message.campaignId !== undefined && !mayLaunch) throw campaignsNeedScope();
  throw refusalOf(message, deps);
};

const campaignsNeedScope = () =>
  new Refusal('forbidden', 'Retrying messages of a campaign needs a key with the scope campaigns:launch');

type Run = Pick<Retrying, 'filter' | 'at' | 'by' | 'audit' | 'hasOwnEvent'> & { key?: IdempotencyKey | undefined };

const run = async (deps: Deps, { key, ...request }: Run) => {
  const retried = await deps.saveRetries({
    ...request,
    neverAfter: [...deps.optOuts.keys()],
    ...(key && { key }),
  });
  if (retried.kind === 'in-use') throw refuseKeyInUse();
  if (retried.kind === 'reused')
    throw new Refusal(
      'idempotency-key-reused',
      'This Idempotency-Key was already used for a different request. Use a new key',
    );
  if (retried.kind === 'retried') await Promise.all(retried.jobs.map((job) => deps.enqueue(job)));
  return retried;
};

const countOf = (retried: Exclude<Retried, { kind: 'reused' | 'in-use' }>): number =>
  retried.kind === 'retried' ? retried.jobs.length + (retried.parked ?? 0) : retried.retried;

const refusalOf = ({ to, status, errorCode, fallback }: RecordedMessage, { optOuts }: Deps): Refusal => {
  if (to === undefined) return new Refusal('conflict', 'The number was erased, so this message cannot be retried');
  const meaning = errorCode === undefined ? undefined : optOuts.get(errorCode);
  if (!retryable.safeParse(status).success)
    return new Refusal(
      'conflict',
      `The message is ${status}: only one that is ${retryable.options.join(', ')} can be retried`,
    );
  if (meaning)
    return new Refusal(
      'conflict',
      `Twilio ${errorCode}: ${meaning}. Messages to a person who opted out cannot be retried`,
    );
  if (fallback?.status)
    return new Refusal('conflict', `Its SMS ${fallback.id} is ${fallback.status}: the person would get it twice`);
  return new Refusal('conflict', 'The text was deleted by the retention settings, so this message cannot be retried');
};

/**
 * Retries messages by filter and counts them. A repeated request with the same key gets its counts again. Messages of
 * campaigns are left out if the caller may not launch. Throws a Refusal if it names a campaign then.
 */
export const retryAll = async (
  deps: Deps,
  request: RetryMessages,
  { actor, key, mayLaunch }: RetriedBy,
): Promise<RetriedMessages> => {
  if (request.campaign_id !== undefined && !mayLaunch) throw campaignsNeedScope();
  const audit = { at: deps.clock(), actor, action: 'messages.retried', object: 'messages' };
  return retryBatch(deps, request, { by: actor.name, audit, key, mayLaunch });
};

/** The same without an audit entry of its own, for a campaign, whose event is the entry. */
export const retryBatch = async (
  deps: Deps,
  request: RetryMessages,
  {
    mayLaunch = true,
    range,
    ...by
  }: Omit<Run, 'filter' | 'at'> & { mayLaunch?: boolean; range?: MessageSelection['range'] },
): Promise<RetriedMessages> => {
  const filter = { ...selectionOf(request), ...(!mayLaunch && { singleOnly: true }), ...(range && { range }) };
  const retried = await run(deps, { filter, at: deps.clock(), ...by });
  return { retried: countOf(retried), refused: retried.refused };
};

/** Reads the filters of a retry. */
export const selectionOf = (input: RetryMessages): RetryFilter => ({
  statuses: input.status ? [input.status] : retryable.options,
  ...(input.error_code !== undefined && { errorCode: input.error_code }),
  ...filterOf(input),
});

/** Reads the filters that retries and cancellations share. */
export const filterOf = (input: CancelMessages | RetryMessages): MessageSelection => ({
  ...(input.reference !== undefined && { reference: input.reference }),
  ...(input.campaign_id !== undefined && { campaignId: input.campaign_id }),
  ...(input.created_after !== undefined && { createdFrom: new Date(input.created_after) }),
  ...(input.created_before !== undefined && { createdBefore: new Date(input.created_before) }),
  limit: input.limit,
});
