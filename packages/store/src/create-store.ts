import type { ServiceWindowError } from '@recado/messaging';
import { Kysely, PostgresDialect } from 'kysely';
import type { Pool } from 'pg';
import { apiKeyMethods } from './api-keys/api-keys.ts';
import { audienceMethods } from './audience/index.ts';
import { auditMethods } from './audit/audit.ts';
import { campaignMethods, feedingMethods } from './campaigns/index.ts';
import { consentMethods } from './consent/index.ts';
import { openHandle, sealHandle } from './contacts/contacts.ts';
import { contactMethods, optOutMethods } from './contacts/index.ts';
import { makeBlindIndex, nameOfKeys } from './encryption/blind-index.ts';
import { checkKeys } from './encryption/check-keys.ts';
import { makeUnreadable } from './encryption/sealed-columns.ts';
import { makeSealer, type EncryptionKey } from './encryption/sealer.ts';
import { eventMethods } from './events/index.ts';
import { inboundMethods } from './inbound/inbound.ts';
import { fallbackMethods, messageMethods, resolvingMethods } from './messages/index.ts';
import { checkSchema } from './migrate.ts';
import { operationMethods } from './operations/index.ts';
import { makeDatabaseClock, readDatabaseTime } from './postgres/clock.ts';
import { guard, makeWritability } from './postgres/errors.ts';
import { observe, type StoreObserver } from './postgres/observe.ts';
import { openBulkPool, openPool, processName, type PoolOptions } from './postgres/pool.ts';
import { asMissingPrivilege, checkPrivileges, readDatabaseFacts } from './postgres/privileges.ts';
import { makeConnectionCheck } from './postgres/transaction-pool.ts';
import { pricingMethods } from './pricing/index.ts';
import { reportMethods } from './reports/index.ts';
import { makeRestores } from './restores/restores.ts';
import { retentionMethods } from './retention/retention.ts';
import type { Schema } from './schema/index.ts';
import { senderMethods } from './senders/index.ts';
import { findInstallation } from './settings/settings.ts';
import { templateMethods } from './templates/templates.ts';
import { userMethods } from './users/index.ts';
import { webhookMethods } from './webhooks/index.ts';

export type StoreOptions = PoolOptions & {
  /** As PostgreSQL shows the connections; an API or a worker goes without, and is shown by its keys. */
  name?: string;
  /** The first is the current one. */
  encryptionKeys: readonly EncryptionKey[];
  /** The current key has 32 bytes. Each rotation appends a key of 32 bytes. */
  indexKey: Buffer;
  /** Ends the waiting of `record` for a PostgreSQL that is away. */
  signal?: AbortSignal;
  /** Gets what the statements did. */
  observer?: StoreObserver;
  /** Recorded for free text that WhatsApp would refuse at its claim; a process that claims messages gives it. */
  serviceWindowError?: ServiceWindowError;
};

/**
 * Opens the record. Nothing is asked of PostgreSQL before the first call; every method throws Unavailable while it does
 * not answer. Disposing of it waits for what is out.
 */
export const createStore = (given: StoreOptions) => {
  const {
    encryptionKeys,
    indexKey,
    signal,
    name,
    observer,
    serviceWindowError,
    isTransactionPoolAllowed = false,
    ...options
  } = given;
  const unreadable = makeUnreadable(options.log);
  const sealer = makeSealer(encryptionKeys, { onUnreadable: unreadable.report });
  const pool = openPool({ ...options, name: name ?? processName(sealer.keyId, nameOfKeys(indexKey)) });
  const bulkPool = openBulkPool(options);
  if (observer) observe(pool, observer);
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  const indexOf = makeBlindIndex(indexKey);
  const clock = makeDatabaseClock({ read: () => readDatabaseTime(kysely) });
  const check = () => checkKeys(kysely, { encryptionKeys, indexKey });
  const checkConnection = makeConnectionCheck({ pool, bulkPool, isAllowed: isTransactionPoolAllowed });
  const writability = makeWritability(kysely);
  const installation = Promise.withResolvers<string>();
  const restores = makeRestores(kysely);
  const methods = {
    /** Throws Unavailable while PostgreSQL does not answer or takes no writes. */
    ping: writability.check,
    /** Throws when the keys are not those that this database was used with. */
    checkKeys: check,
    readClock: clock.read,
    readDatabaseFacts: () => readDatabaseFacts(kysely),
    /** Throws when DATABASE_URL leads through a transaction pool and may not. */
    checkConnection,
    /** Throws until the schema is there and the keys are right. */
    checkReady: async () => {
      await checkConnection();
      await clock.read();
      try {
        await checkSchema(kysely);
        await checkPrivileges(kysely);
        await check();
        installation.resolve(await findInstallation(kysely));
      } catch (error) {
        throw await asMissingPrivilege(kysely, 'use', error);
      }
    },
    ...senderMethods({ pool, kysely }),
    ...templateMethods({ pool, kysely }),
    ...apiKeyMethods({ pool, kysely }),
    ...userMethods({ kysely, sealer }),
    ...auditMethods(kysely),
    ...fallbackMethods(kysely),
    ...retentionMethods(kysely),
    ...operationMethods(kysely, restores),
    ...restores.methods,
    ...feedingMethods({ kysely, sealer, indexOf }),
    ...campaignMethods(kysely),
    ...resolvingMethods({ pool, kysely, sealer }),
    ...consentMethods({ bulkPool, kysely, sealer, indexOf }),
    ...inboundMethods({ bulkPool, kysely, sealer, indexOf }),
    ...optOutMethods({ bulkPool, kysely, sealer, indexOf }),
    ...contactMethods({ kysely, sealer, indexOf }),
    ...eventMethods({ kysely, sealer }),
    ...webhookMethods({ kysely, sealer }),
    ...pricingMethods({ kysely, bulkPool, sealer }),
    ...reportMethods({ kysely, bulkPool }),
    ...audienceMethods({ bulkPool, kysely, sealer, indexOf }),
    ...messageMethods({
      pool,
      kysely,
      sealer,
      indexOf,
      lastSeen: restores.lastSeen,
      ...(signal && { signal }),
      ...(serviceWindowError && { serviceWindowError }),
    }),
  };
  let ended: Promise<void> | undefined;
  // Kysely ends only a pool that it has used itself.
  return {
    ...guard(methods, writability.recordFailure),
    /** Tells PostgreSQL's time. No deadline, lease or age is ever measured by this process's own clock. */
    clock: clock.now,
    clockOffsetMs: clock.offsetMs,
    sinceClockJumpMs: clock.sinceJumpMs,
    clockSetBackMs: clock.setBackMs,
    sealHandle: (to: string, until: Date) => sealHandle(sealer, to, until),
    openHandle: (handle: string) => openHandle(sealer, handle),
    /** Resolves to the id of this installation once the store was ready. */
    installation: installation.promise,
    unreadableValues: unreadable.counts,
    /** Connections that are open and in use, and callers that wait for one, of each pool. */
    connectionCounts: () => ({ statements: countsOf(pool), bulk: countsOf(bulkPool) }),
    [Symbol.asyncDispose]: () => (ended ??= endAll([pool, bulkPool])),
  };
};

const countsOf = ({ totalCount, idleCount, waitingCount }: Pool) => ({
  used: totalCount - idleCount,
  idle: idleCount,
  waiting: waitingCount,
});

const endAll = async (pools: readonly Pool[]): Promise<void> => {
  await Promise.all(pools.map((pool) => pool.end()));
};

export type Store = ReturnType<typeof createStore>;
