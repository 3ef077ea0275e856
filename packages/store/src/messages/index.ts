import type {
  AcceptedPage,
  Canceling,
  Enqueueing,
  ListRange,
  MessageFilter,
  ServiceWindowError,
  UnknownCallback,
} from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import { indexOfContact, isWhatsappId, type BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { joinWhatsappId } from '../inbound/whatsapp-ids.ts';
import type { Schema } from '../schema/index.ts';
import { countUnheard, findAccepted, findDue, findOldestDue, findUpcoming, findWaiting } from './backlog.ts';
import { findOrigin, loadUnknownCallbacks, saveUnknownCallback, takeMissingCallbacks } from './callbacks.ts';
import { expireOverdue, saveCancellations } from './cancel.ts';
import { findMarketingWindow, makeClaim, renewClaim } from './claim.ts';
import { fallBack } from './fallback.ts';
import { countByStatus, countWaiting, loadMessage, loadMessages } from './find.ts';
import { claimKey, deleteOldIdempotencyKeys, type KeyClaim } from './idempotency.ts';
import { makeFindKey, makeInsertMessage } from './insert.ts';
import { makeMessagePartitions } from '../postgres/partitions.ts';
import { makeRecord } from './record-outcome.ts';
import {
  findSidOwners,
  findUnresolvedOfPair,
  giveUp,
  makeTakeUnresolved,
  recordAbsence,
  writeWaiting,
  type Absence,
  type GivenUp,
  type Waiting,
} from './resolve.ts';
import { makeRetryMessages } from './retry.ts';
import { enqueueingOfRow } from './rows.ts';
import { makeSettleMessage } from './settle.ts';
import { claimSid, withdrawSid, type SidClaim } from './twilio-sids.ts';

type MessagesDeps = {
  pool: Pool;
  kysely: Kysely<Schema>;
  sealer: Sealer;
  indexOf: BlindIndex;
  lastSeen: () => Date | undefined;
  signal?: AbortSignal;
  serviceWindowError?: ServiceWindowError;
};

/** Messages and what repeats them: many rows, many calls at the same time. */
export const messageMethods = (deps: MessagesDeps) => {
  const { kysely: db, pool, sealer } = deps;
  return {
    insertMessage: insertAndJoin(deps),
    findKey: makeFindKey(pool),
    findMarketingWindow: (to: string) => findMarketingWindow(pool, indexOfContact(to, deps.indexOf)),
    claim: makeClaim(deps),
    renewClaim: (messageId: string, leaseMs: number) => renewClaim(db, messageId, leaseMs),
    record: makeRecord(deps),
    settleMessage: makeSettleMessage(pool),
    saveUnknownCallback: (callback: UnknownCallback, oldest: string) => saveUnknownCallback(db, callback, oldest),
    loadUnknownCallbacks: (range: ListRange) => loadUnknownCallbacks(db, range),

    saveRetries: makeRetryMessages(db),
    saveCancellations: (canceling: Canceling) => saveCancellations(db, canceling),
    findOrigin: (id: string) => findOrigin(db, id),
    loadMessage: (id: string) => loadMessage(db, sealer, id),
    loadMessages: (filter: MessageFilter) => loadMessages(deps, filter),
    findDue: (before: Date, after: string | undefined, limit: number) => findDue(db, before, after, limit),
    findWaiting: (before: Date, after: string | undefined, limit: number) => findWaiting(db, before, after, limit),
    findAccepted: (page: AcceptedPage, limit: number) => findAccepted(db, page, limit),
    findUpcoming: (until: Date, after: string | undefined, limit: number) => findUpcoming(db, until, after, limit),
    findOldestDue: () => findOldestDue(db),
    makeMessagePartitions: () => makeMessagePartitions(db),
    countUnheard: (at: Date) => countUnheard(db, at),
    countByStatus: () => countByStatus(db),
    countWaiting: () => countWaiting(db),

    claimKey: (claim: KeyClaim) => claimKey(db, claim),
    deleteOldIdempotencyKeys: (before: Date, limit: number) => deleteOldIdempotencyKeys(db, before, limit),
  };
};

/** The number of an id may become known while a message to the id is accepted. */
const insertAndJoin = (deps: MessagesDeps): ReturnType<typeof makeInsertMessage> => {
  const insert = makeInsertMessage(deps);
  return async (message, key) => {
    const inserted = await insert(message, key);
    if (isWhatsappId(message.to)) await joinWhatsappId(deps.kysely, message.to, deps.indexOf);
    return inserted;
  };
};

type ResolvingDeps = { pool: Pool; kysely: Kysely<Schema>; sealer: Sealer };

/** Used by the maintenance tasks for unknown outcomes and overdue callbacks. */
export const resolvingMethods = ({ pool, kysely: db, sealer }: ResolvingDeps) => ({
  takeUnresolved: makeTakeUnresolved(db, sealer),
  findUnresolvedOfPair: (messageId: string) => findUnresolvedOfPair(db, sealer, messageId),
  findSidOwners: (messageId: string, sids: string[]) => findSidOwners(db, sealer, messageId, sids),
  /** Takes a SID from a message: Twilio has it as one to another person. */
  withdrawSid: (twilioSid: string, at: Date) => withdrawSid(pool, { twilioSid, at, proof: 'recipient' }),
  claimSid: (claim: SidClaim) => claimSid(db, claim),
  recordAbsence: (absence: Absence) => recordAbsence(db, absence),
  giveUp: (givenUp: GivenUp) => giveUp(db, givenUp),
  writeWaiting: (waiting: Waiting) => writeWaiting(db, waiting),
  takeMissingCallbacks: (at: Date, againAfterMs: number, limit: number) =>
    takeMissingCallbacks(db, sealer, { at, againAfterMs, limit }),
  expireOverdue: (at: Date, limit: number) => expireOverdue(db, at, limit),
});

/** Makes the methods for the fallback SMS of WhatsApp messages. */
export const fallbackMethods = (db: Kysely<Schema>) => ({
  fallBack: async (at: Date, limit: number): Promise<{ seen: number; jobs: Enqueueing[] }> => {
    const { seen, moved } = await fallBack(db, at, limit);
    const queued = moved.filter(({ campaign_id: campaignId }) => campaignId === null);
    return { seen, jobs: queued.map(enqueueingOfRow) };
  },
});
