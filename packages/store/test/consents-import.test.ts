import { verifyConsents, type ConsentSink, type NewConsent } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consent as consentOf, later } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const numberOf = (person: number) => `+5511${980_000_000 + person}`;

const consent = (person: number, change: Partial<NewConsent> = {}) => consentOf(numberOf(person), change);

const file = { rejected: 0, cleaned: 0, completed: 0, byReason: {}, ignoredColumns: [] };

const importAll = (consents: NewConsent[]) =>
  test.store.importConsents(async ({ add }: ConsentSink) => {
    for (let from = 0; from < consents.length; from += 200) await add(consents.slice(from, from + 200));
    return file;
  });

const countLinks = async () => (await verifyConsents(test.store)).links;

const people = (from: number, count: number) => Array.from({ length: count }, (_, n) => consent(from + n));

describe('a file in the ledger', () => {
  it('is few links of the chain, each of whose entries is proved by itself', async () => {
    const before = await countLinks();
    expect(await importAll(people(0, 6000))).toEqual({ accepted: 6000, duplicates: 0, pending: [] });
    expect(await countLinks()).toBe(before + 2);
    for (const person of [0, 4999, 5000, 5999])
      expect(await test.store.loadConsentProof(numberOf(person))).toMatchObject({
        intact: true,
        consents: [{ to: numberOf(person), intact: true }],
      });
  });

  it('adds no link when all of it is there', async () => {
    const some = people(10_000, 30);
    await importAll(some);
    const before = await countLinks();
    expect(await importAll([...some, ...some])).toEqual({ accepted: 0, duplicates: 60, pending: [] });
    expect(await countLinks()).toBe(before);
  });

  it('applies the latest entry of a person in any order, and at equal times a refusal', async () => {
    await importAll([
      consent(20_000, { granted: false, occurredAt: later(500) }),
      consent(20_000),
      consent(20_001),
      consent(20_001, { granted: false }),
      consent(20_002, { granted: false }),
      consent(20_002, { occurredAt: later(500) }),
    ]);
    const granted = [20_000, 20_001, 20_002].map(
      async (person) => (await test.store.findContact(numberOf(person)))?.consents,
    );
    expect(await Promise.all(granted)).toMatchObject([[{ granted: false }], [{ granted: false }], [{ granted: true }]]);
  });

  it('leaves nothing when it breaks off, and does not block the ledger while it arrives', async () => {
    const before = await countLinks();
    const broken = test.store.importConsents(async ({ add }) => {
      await add(people(30_000, 2500));
      await test.store.insertConsent(consent(40_000));
      throw new Error('broke off');
    });
    await expect(broken).rejects.toThrow('broke off');
    expect(await countLinks()).toBe(before + 1);
    expect(await test.store.findContact(numberOf(30_000))).toBeUndefined();
  });

  it('is refused while another one arrives', async () => {
    await test.store.importConsents(async () => {
      expect(await importAll(people(50_000, 1))).toBe('busy');
      return file;
    });
  });
});

describe('the check of the whole chain', () => {
  it('returns its last link, and chains each to the one before', async () => {
    const { store } = test;
    const { sequence, hash } = await store.insertConsent(consent(60_000));
    expect(await verifyConsents(store)).toEqual({ links: sequence, last: { sequence, hash } });
    expect(await store.checkLinks({ sequence: sequence - 1, hash: Buffer.alloc(32) }, 1)).toMatchObject({
      brokenAt: sequence,
    });
  });

  it.each([
    [
      'a commitment is changed',
      `update consent_chain set commitment = sha256('x'), commitments = null where sequence = 2`,
    ],
    [
      'the commitments of its entries are swapped',
      'alter table consent_chain drop constraint consent_chain_check; ' +
        `update consent_chain set commitments = sha256('x') || sha256('y') where sequence = 2`,
    ],
    ['a link is taken out', 'delete from consent_chain where sequence = 2'],
  ])('finds the broken link when %s by an intruder with all rights', async (_what, statement) => {
    await using other = await openTestStore();
    for (const person of [1, 2, 3]) await other.store.insertConsent(consent(person));
    expect(await verifyConsents(other.store)).toMatchObject({ links: 3 });
    await other.sql('set session_replication_role = replica');
    await other.sql(statement);
    const { brokenAt } = await verifyConsents(other.store);
    expect(brokenAt).toBe(statement.startsWith('delete') ? 3 : 2);
  });
});
