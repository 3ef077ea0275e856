import { rotate as rotateBy, type EncryptionRotationStep } from '@recado/messaging';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { readPage, sealedOtherwise } from '../../src/encryption/reseal-rows.ts';
import { sealedTables } from '../../src/encryption/sealed-columns.ts';
import { makeSealer, prefixOf, splitSealed } from '../../src/encryption/sealer.ts';
import { createStore, openEncryptionRotation, type EncryptionKey, type Store } from '../../src/index.ts';
import { surviveBreaks } from '../../src/postgres/pool.ts';
import type { Schema } from '../../src/schema/index.ts';
import { excludePeople, openCampaignStore } from './campaign-store.ts';
import { consent, inboundMessage, later, message, noon } from './samples.ts';
import { keys } from './test-store.ts';

export const next: EncryptionKey = { id: 'k2', key: Buffer.alloc(32, 7) };
export const bothKeys = [next, ...keys.encryptionKeys];

/** A store whose values were all sealed with the old key, and what goes through them with the next one in front. */
export const openRotatedStore = async () => {
  const test = await openCampaignStore();
  await test.store.checkKeys();
  const db = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: surviveBreaks(new pg.Pool({ connectionString: test.url, max: 1 })) }),
  });

  /** Something of all that is sealed. */
  const fill = async (count: number) => {
    const people = test.people(count, { hasFallback: true });
    const campaignId = await test.campaign({ fallback: { template: 'order_confirmation', language: 'pt_BR' } });
    await test.audience(campaignId, people);
    await excludePeople(test, campaignId, people);
    for (const { to } of people) {
      const fallback = { id: uuidv7(), senderId: 'texts', content: { kind: 'body', body: 'Oi' } as const };
      await test.store.insertMessage(message({ to, fallback }));
      const whatsappId = `BR.1349120865${to.slice(1)}`;
      await test.store.insertInbound(inboundMessage(to, { answersSince: later(-1), whatsappId }));
      await test.store.insertConsent(consent(to));
    }
    const audit = { at: noon, actor: { name: 'shop' }, action: 'contact.opted_in', object: 'contacts/masked' };
    const optedIn = { to: people[0]?.to ?? '', channels: ['sms' as const], purpose: 'all' as const };
    await test.store.deleteOptOuts(optedIn, audit);
    await test.store.changeSettings({ testNumbers: people.map(({ to }) => to) }, noon);
  };

  /** A process that seals with the old key, for as long as the work takes. */
  const sealWithOld = async (work: (store: Store) => Promise<unknown>) => {
    await using store = createStore({ databaseUrl: test.url, ...keys });
    await work(store);
  };

  /** Restarts all processes with the next key. */
  const startWithNext = async () => {
    await test.store[Symbol.asyncDispose]();
    await test.another({ encryptionKeys: bothKeys }).checkKeys();
  };

  const open = () => openEncryptionRotation({ databaseUrl: test.url, encryptionKeys: bothKeys });

  const rotate = async (onStep: (step: EncryptionRotationStep) => void = () => undefined, rate = 1_000_000) => {
    await using rotation = open();
    const { resealed, unreadable } = await rotateBy<EncryptionRotationStep>(rotation, { rate, onStep });
    return { resealed, unreadable };
  };

  /** All that is sealed, as table, key and text. Throws of what these keys do not open. */
  const openAll = async (encryptionKeys: readonly EncryptionKey[]) => {
    const sealer = makeSealer(encryptionKeys);
    const opened: string[] = [];
    for (const table of sealedTables) {
      const { stale: rows } = await readPage(db, table, {
        after: null,
        limit: 100_000,
        isStale: sealedOtherwise(prefixOf('nobody’s')),
      });
      for (const { bytes: all, by } of rows)
        for (const [at, column] of table.columns.entries()) {
          const bytes = all[at];
          if (bytes)
            opened.push(`${table.name}.${column.name}: ${sealer.open(bytes, column.additionalDataOf(by[at] ?? ''))}`);
        }
    }
    return opened.toSorted();
  };

  /** The ids of the keys that something is sealed with. */
  const keysInUse = async () => {
    const found = new Set<string>();
    for (const table of sealedTables) {
      const { stale } = await readPage(db, table, {
        after: null,
        limit: 100_000,
        isStale: sealedOtherwise(prefixOf('nobody’s')),
      });
      for (const { bytes: all } of stale) for (const bytes of all) if (bytes) found.add(splitSealed(bytes).keyId);
    }
    return [...found].toSorted();
  };

  return {
    ...test,
    db,
    fill,
    sealWithOld,
    startWithNext,
    open,
    rotate,
    openAll,
    keysInUse,
    [Symbol.asyncDispose]: async () => {
      await db.destroy();
      await test[Symbol.asyncDispose]();
    },
  };
};
