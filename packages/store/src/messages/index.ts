import type { AuditEntry, MessageFilter, StrayCallback } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import { findMarketingWindow } from '../contacts/marketing-window.ts';
import { indexOfPerson, type BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import type { Schema } from '../schema/index.ts';
import { claimKey, type KeyClaim } from '../statements/claim-key.ts';
import { countByStatus } from '../statements/count-by-status.ts';
import { deleteOldIdempotencyKeys } from '../statements/delete-old-idempotency-keys.ts';
import { findOrigin } from '../statements/find-origin.ts';
import { findWaiting } from '../statements/find-waiting.ts';
import { listMessages } from '../statements/list-messages.ts';
import { findAccepted } from './backlog.ts';
import { keepStrayCallback, listStrayCallbacks } from './callbacks.ts';
import { cancelMessage } from './cancel.ts';
import { makeClaim } from './claim.ts';
import { findMessage } from './find.ts';
import { makeFindKey, makeInsertMessage } from './insert.ts';
import { makeRecord } from './record-outcome.ts';
import { makeRetryMessages } from './retry.ts';
import { makeSettleMessage } from './settle.ts';

type Deps = { pool: Pool; kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex; signal?: AbortSignal };

/** Messages and what repeats them: many rows, many calls at the same time. */
export const messageMethods = (deps: Deps) => {
  const { kysely: db, pool, sealer } = deps;
  return {
    insertMessage: makeInsertMessage(deps),
    findKey: makeFindKey(pool),
    findMarketingWindow: (to: string) => findMarketingWindow(pool, indexOfPerson(to, deps.indexOf)),
    claim: makeClaim(deps),
    record: makeRecord(deps),
    settleMessage: makeSettleMessage(pool),
    keepStrayCallback: (stray: StrayCallback, oldest: string) => keepStrayCallback(db, stray, oldest),
    listStrayCallbacks: (limit: number, before: string | undefined) => listStrayCallbacks(db, limit, before),

    retryMessages: makeRetryMessages(db),
    cancelMessage: (id: string, at: Date, audit?: AuditEntry) => cancelMessage(db, id, at, audit),
    findOrigin: (id: string) => findOrigin(db, id),
    findMessage: (id: string) => findMessage(db, sealer, id),
    listMessages: (filter: MessageFilter) => listMessages(deps, filter),
    findWaiting: (before: Date, after: string | undefined, limit: number) => findWaiting(db, before, after, limit),
    findAccepted: (senderIds: string[], after: string | undefined, limit: number) =>
      findAccepted(db, senderIds, after, limit),
    countByStatus: () => countByStatus(db),

    claimKey: (claim: KeyClaim) => claimKey(db, claim),
    deleteOldIdempotencyKeys: (before: Date, limit: number) => deleteOldIdempotencyKeys(db, before, limit),
  };
};
