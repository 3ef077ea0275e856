import { verifyConsents } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consent, later, message, sender, template } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
  await test.store.seedTemplates([template()]);
});
afterAll(() => test[Symbol.asyncDispose]());

let met = 0;
const newPerson = () => `+55119${String(60_000_000 + (met += 1))}`;

const mayReach = async (to: string) =>
  (await test.store.insertMessage(message({ to, category: 'marketing' }))).kind === 'created';

/** Acts like an intruder with all rights on the database. */
const behindItsBack = async (statement: string, values: unknown[]) => {
  await test.sql(`set session_replication_role = replica`);
  await test.sql(statement, values);
  await test.sql(`set session_replication_role = origin`);
};

describe('the ledger of consents', () => {
  it('proves all that a person said, under both spellings of the number', async () => {
    const to = newPerson();
    const first = await test.store.insertConsent(consent(to));
    const second = await test.store.insertConsent(consent(to, { granted: false, occurredAt: later(500) }));
    expect(await test.store.loadConsentProof(to.replace('+55119', '+5511'))).toEqual({
      intact: true,
      consents: [first, second].map((written) => ({ ...written, intact: true })),
    });
  });

  it.each<[string, [boolean, number], [boolean, number], boolean]>([
    ['the latest holds', [true, 1], [false, 2], false],
    ['the latest statement applies, though it was recorded first', [false, 2], [true, 1], false],
    ['a refusal holds at the same time', [false, 1], [true, 1], false],
    ['at equal times a refusal applies, in any order', [true, 1], [false, 1], false],
    ['who agrees after a refusal is reached', [false, 1], [true, 2], true],
  ])('says that %s', async (_what, one, other, reached) => {
    const to = newPerson();
    for (const [granted, seconds] of [one, other])
      await test.store.insertConsent(consent(to, { granted, occurredAt: later(seconds * 1000) }));
    expect(await mayReach(to)).toBe(reached);
  });

  it('is one chain, however many write to it at once', async () => {
    const to = newPerson();
    const written = await Promise.all(
      Array.from({ length: 20 }, (_, n) => test.store.insertConsent(consent(to, { source: `form ${n}` }))),
    );
    expect(new Set(written.map(({ sequence }) => sequence)).size).toBe(20);
    const { intact, consents } = await test.store.loadConsentProof(to);
    expect(intact).toBe(true);
    expect(consents).toHaveLength(20);
  });

  it.each(['update consent_chain set hash = hash', 'delete from consent_chain', 'truncate consent_chain cascade'])(
    'refuses: %s',
    async (statement) => {
      await expect(test.sql(statement)).rejects.toThrow('append-only');
    },
  );

  it('shows no number and no words in the database', async () => {
    const to = newPerson();
    await test.store.insertConsent(consent(to));
    const [row] = await test.sql(`select string_agg(consent_entries::text, '') as text from consent_entries`);
    for (const secret of [to.slice(3), 'Quero receber'])
      for (const form of [secret, Buffer.from(secret).toString('hex')]) expect(String(row?.text)).not.toContain(form);
  });

  it('stays intact when what a person said is erased', async () => {
    const [to, other] = [newPerson(), newPerson()];
    const { sequence } = await test.store.insertConsent(consent(to));
    await test.store.insertConsent(consent(other));
    await test.sql('delete from consent_entries where sequence = $1', [sequence]);
    expect(await test.store.loadConsentProof(other)).toMatchObject({ intact: true });
    expect(await test.store.loadConsentProof(to)).toEqual({ intact: true, consents: [] });
  });

  it('shows when an entry was changed', async () => {
    const to = newPerson();
    const { sequence } = await test.store.insertConsent(consent(to, { granted: false }));
    await test.sql('update consent_entries set granted = true where sequence = $1', [sequence]);
    expect(await test.store.loadConsentProof(to)).toMatchObject({ intact: false, consents: [{ intact: false }] });
    await test.sql('update consent_entries set granted = false where sequence = $1', [sequence]);
    expect(await test.store.loadConsentProof(to)).toMatchObject({ intact: true });
  });

  it('shows when the chain was changed', async () => {
    const to = newPerson();
    const { sequence, hash } = await test.store.insertConsent(consent(to));
    await test.store.insertConsent(consent(newPerson()));
    const setHash = (value: Buffer) =>
      behindItsBack('update consent_chain set hash = $2 where sequence = $1', [sequence, value]);
    await setHash(Buffer.alloc(32));
    expect(await test.store.loadConsentProof(to)).toMatchObject({ intact: false, consents: [{ intact: false }] });
    expect(await verifyConsents(test.store)).toMatchObject({ brokenAt: sequence });
    await setHash(hash);
    expect(await test.store.loadConsentProof(to)).toMatchObject({ intact: true });
  });
});
