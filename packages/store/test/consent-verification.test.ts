import { advanceVerification } from '@recado/messaging';
import { expect, it } from 'vitest';
import { openTestStore } from './support/test-store.ts';

const consent = (person: number) => ({
  to: `+55119${String(60_000_000 + person)}`,
  channel: 'whatsapp' as const,
  granted: true,
  occurredAt: new Date('2026-11-01T12:00:00Z'),
  recordedAt: new Date('2026-11-01T12:00:00Z'),
  source: 'form',
  words: 'Quero ofertas',
  by: 'shop',
});

const advance = (store: Parameters<typeof advanceVerification>[0], onStep?: () => void) =>
  advanceVerification(store, new AbortController().signal, onStep);

it('shows in a proof when the whole ledger was verified, and counts later entries', async () => {
  await using test = await openTestStore();
  await test.store.insertConsent(consent(1));
  expect(await test.store.loadConsentProof(consent(1).to)).not.toHaveProperty('verifiedAt');
  let steps = 0;
  await advance(test.store, () => (steps += 1));
  expect(steps).toBe(1);
  await test.store.insertConsent(consent(2));
  await advance(test.store);
  expect(await test.store.loadConsentProof(consent(2).to)).toMatchObject({
    intact: true,
    verifiedAt: expect.any(Date),
  });
  expect(await test.store.findCheckpoint()).toMatchObject({ last: { sequence: 2 }, isDue: false });
});

it("shows a change of another person's link once the walk of the day has found it, until it is gone again", async () => {
  await using test = await openTestStore();
  const { store } = test;
  for (const person of [1, 2, 3]) await store.insertConsent(consent(person));
  const [before] = await test.sql('select hash from consent_chain where sequence = 2');
  const setHash = async (hash: unknown) => {
    await test.sql('alter table consent_chain disable trigger append_only');
    await test.sql('update consent_chain set hash = $1 where sequence = 2', [hash]);
    await test.sql("update consent_checkpoint set started_at = now() - interval '2 days'");
    await advance(store); // ends the walk under way and begins another
    await advance(store);
  };
  await setHash(Buffer.alloc(32));
  expect(await store.loadConsentProof(consent(1).to)).toMatchObject({ intact: false, consents: [{ intact: true }] });
  await setHash(before?.['hash']);
  expect(await store.loadConsentProof(consent(1).to)).toMatchObject({ intact: true });
});

it('lets of several processes at once each make progress that none undoes', async () => {
  await using test = await openTestStore();
  for (const person of Array.from({ length: 30 }, (_each, index) => index))
    await test.store.insertConsent(consent(person));
  await Promise.all([advance(test.store), advance(test.store), advance(test.store)]);
  expect(await test.store.findCheckpoint()).toMatchObject({ last: { sequence: 30 } });
});
