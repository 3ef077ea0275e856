import type { CreateBulkRetry } from '@recado/contract';
import { v7 as uuidv7 } from 'uuid';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import { Refusal } from '../errors.ts';
import { retryBatch, selectionOf, type RetryFilter } from '../messages/retry.ts';

/** The messages of a retry. `single_only`: the caller may not launch, so messages of campaigns are left out. */
export type BulkRetryFilter = CreateBulkRetry['filter'] & { single_only?: boolean };

export type NewBulkRetry = { id: string; filter: BulkRetryFilter; by: string; createdAt: Date };

export type RecordedBulkRetry = NewBulkRetry & {
  /** Messages that it found when it was made. */
  matched: number;
  retried: number;
  /** Left as they are, because the person opted out or the outcome is unknown. */
  refused: number;
  doneAt?: Date;
  canceledAt?: Date;
};

/** A retry that a worker has, and its next batch: the messages behind `after`, up to `last`. Without `last` none is left. */
export type TakenBulkRetry = RecordedBulkRetry & { after: string; last?: string };

type CreateDeps = {
  clock: () => Date;
  insertBulkRetry: (retry: NewBulkRetry, audit: AuditEntry) => Promise<RecordedBulkRetry>;
};

/** Stores a retry of many messages, which workers do even if nobody looks. It tries each message once. */
export const createBulkRetry = async (
  { clock, insertBulkRetry }: CreateDeps,
  { filter }: CreateBulkRetry,
  { actor, mayLaunch }: ByActor & { mayLaunch: boolean },
): Promise<RecordedBulkRetry> => {
  if (filter.campaign_id !== undefined && !mayLaunch)
    throw new Refusal('forbidden', 'Retrying messages of a campaign needs a key with the scope campaigns:launch');
  const createdAt = clock();
  const id = uuidv7({ msecs: createdAt.getTime() });
  const detail = Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const audit = { at: createdAt, actor, action: 'messages.retry_started', object: `bulk_retries/${id}`, detail };
  const whole = { ...filter, ...(!mayLaunch && { single_only: true }) };
  return insertBulkRetry({ id, filter: whole, by: actor.name, createdAt }, audit);
};

const noSuchRetry = () => new Refusal('not-found', 'There is no such retry');

type FindDeps = { findBulkRetry: (id: string) => Promise<RecordedBulkRetry | undefined> };

export const findBulkRetry = async (deps: FindDeps, id: string | undefined): Promise<RecordedBulkRetry> => {
  const found = id === undefined ? undefined : await deps.findBulkRetry(id);
  if (!found) throw noSuchRetry();
  return found;
};

type CancelDeps = {
  clock: () => Date;
  cancelBulkRetry: (id: string, at: Date, audit: AuditEntry) => Promise<RecordedBulkRetry | undefined>;
};

/** Stops a retry after its current batch. What was retried stays retried. */
export const cancelBulkRetry = async (
  deps: CancelDeps,
  id: string | undefined,
  { actor }: ByActor,
): Promise<RecordedBulkRetry> => {
  const at = deps.clock();
  const audit = { at, actor, action: 'messages.retry_canceled', object: `bulk_retries/${id}` };
  const canceled = id === undefined ? undefined : await deps.cancelBulkRetry(id, at, audit);
  if (!canceled) throw noSuchRetry();
  return canceled;
};

/** A filter as the search for messages takes it. */
export const retryableOf = ({ single_only: singleOnly, ...filter }: BulkRetryFilter): RetryFilter => ({
  ...selectionOf({ ...filter, limit: batch }),
  ...(singleOnly && { singleOnly }),
});

type RunDeps = Parameters<typeof retryBatch>[0] & {
  /** Keeps a retry from other workers for so long. */
  takeBulkRetry: (at: Date, forMs: number, limit: number) => Promise<TakenBulkRetry | undefined>;
  saveBulkStep: (step: { id: string; last?: string; retried: number; refused: number; doneAt?: Date }) => Promise<void>;
};

const batch = 1_000;
const takenForMs = 60_000;

/** Does one batch of the oldest open retry. Returns whether there was one. */
export const runBulkRetry = async (deps: RunDeps): Promise<boolean> => {
  const taken = await deps.takeBulkRetry(deps.clock(), takenForMs, batch);
  if (!taken) return false;
  const { id, filter, by, after, last } = taken;
  if (last === undefined) {
    await deps.saveBulkStep({ id, retried: 0, refused: 0, doneAt: deps.clock() });
    return true;
  }
  const { single_only: singleOnly, ...messages } = filter;
  const range = { afterId: after, untilId: last };
  const done = await retryBatch(deps, { ...messages, limit: batch }, { by, range, mayLaunch: !singleOnly });
  await deps.saveBulkStep({ id, last, ...done });
  return true;
};
