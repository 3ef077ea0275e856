import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancellation, consent, later, message, noon, sender, sidOf, submitted, template } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  await test.store.seedSenders([sender()]);
  await test.store.saveTemplate(template());
});
beforeEach(() => test.sql('truncate messages, message_events, twilio_sids, fallbacks, database_identity, restores'));
afterAll(() => test[Symbol.asyncDispose]());

const hourMs = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms);
const leaseMs = 90_000;

/** A dump and its restore write a row by another transaction. */
const restoreDump = () => test.sql('update database_identity set seen_at = seen_at');

const moveTo = (place: string) =>
  test.sql(`update database_identity set place = ${place}, written_by = pg_current_xact_id()::xid::text`);

const accepted = async (change: Parameters<typeof message>[0] = {}) => {
  const made = message({ createdAt: ago(2 * hourMs), ...change });
  await test.store.insertMessage(made);
  return made.id;
};

const claim = (id: string) => test.store.claim(id, { leaseMs });
const read = async (id: string) => (await test.store.loadMessage(id))?.message;

/** As the maintenance task does when its time has come. */
const takeRestored = async () => {
  await test.sql(`update messages set due_at = now() where status = 'sending'`);
  return test.store.takeUnresolved({ leaseMs }, 10);
};

const absent = (taken: { id: string; attempt: number; claimedAt: Date } | undefined) =>
  test.store.recordAbsence({
    messageId: taken?.id ?? '',
    attempt: taken?.attempt ?? 0,
    claimedAt: taken?.claimedAt ?? noon,
    at: new Date(),
    status: 'accepted',
    detail: 'none',
  });

describe('a database that was restored', () => {
  it.each([
    ['from a dump', 'copy', restoreDump],
    ['from a copied database', 'copy', () => moveTo(`'1/' || split_part(place, '/', 2)`)],
    ['to a point in time, or left to a standby', 'timeline', () => moveTo(`split_part(place, '/', 1) || '/000000FF'`)],
  ])('%s is recognized once, with the time at which it was last seen', async (_how, cause, restore) => {
    const store = test.another();
    expect(await store.recognizeRestore()).not.toHaveProperty('restore');
    await test.sql(`update database_identity set seen_at = $1, written_by = pg_current_xact_id()::xid::text`, [noon]);
    await restore();
    expect(await store.recognizeRestore()).toMatchObject({ restore: { cause, backupAt: noon } });
    expect(await store.recognizeRestore()).not.toHaveProperty('restore');
  });

  const returnToNoon = () =>
    test.sql(`update database_identity set seen_at = $1, written_by = pg_current_xact_id()::xid::text`, [noon]);

  it('as it is, without a trace, is recognized by a process that saw a later time, which claims nothing', async () => {
    const store = test.another();
    await store.recognizeRestore();
    await returnToNoon();
    const id = await accepted();
    expect(await store.claim(id, { leaseMs })).toEqual({ kind: 'held' });
    expect(await store.recognizeRestore()).toMatchObject({ restore: { cause: 'copy', backupAt: noon } });
    expect(await store.recognizeRestore()).not.toHaveProperty('restore');
    expect(await store.claim(id, { leaseMs })).toEqual({ kind: 'over' });
  });

  it('as it is, without a trace, is recognized by a later time that was remembered elsewhere', async () => {
    const { seenAt } = await test.another().recognizeRestore();
    await returnToNoon();
    const store = test.another();
    expect(await store.recognizeRestore(seenAt)).toMatchObject({ restore: { cause: 'copy', backupAt: noon } });
    expect(await store.recognizeRestore(seenAt)).not.toHaveProperty('restore');
  });

  it('is none when many workers see a new database at once, again and again', async () => {
    const stores = Array.from({ length: 6 }, () => test.another());
    for (let round = 0; round < 10; round += 1) {
      await test.sql('delete from database_identity');
      await Promise.all(stores.map((store) => store.recognizeRestore()));
      const looks = await Promise.all(stores.map((store) => store.recognizeRestore()));
      expect(looks.filter(({ restore }) => restore)).toEqual([]);
    }
  });

  it('is not recognized over and over when the clock of its server is behind', async () => {
    const store = test.another();
    const ahead = new Date(Date.now() + hourMs);
    await store.recognizeRestore();
    expect(await store.recognizeRestore(ahead)).toHaveProperty('restore');
    expect(await store.recognizeRestore(ahead)).not.toHaveProperty('restore');
    const id = await accepted({ createdAt: new Date(Date.now() + 1_000) });
    expect((await store.claim(id, { leaseMs })).kind).not.toBe('held');
  });

  it('is seen every few seconds, and is the same after many workers wrote that', async () => {
    const first = test.another();
    await first.recognizeRestore();
    await test.sql(
      `update database_identity set seen_at = now() - interval '6 s', written_by = pg_current_xact_id()::xid::text`,
    );
    const stores = [test.another(), test.another()];
    const looks = await Promise.all([...stores, ...stores, ...stores].map((store) => store.recognizeRestore()));
    expect(looks.filter(({ restore }) => restore)).toEqual([]);
    const [row] = await test.sql(`select now() - seen_at < interval '5 s' as fresh from database_identity`);
    expect(row).toEqual({ fresh: true });
    const [count] = await test.sql('select count(*)::int as n from restores');
    expect(count).toEqual({ n: 0 });
  });

  it('claims nothing until the restore is recorded', async () => {
    const store = test.another();
    await store.recognizeRestore();
    await restoreDump();
    await test.store.insertConsent(consent(message().to));
    const ids = [await accepted(), await accepted({ category: 'marketing' })];
    expect(await Promise.all(ids.map(claim))).toEqual([{ kind: 'held' }, { kind: 'held' }]);
    expect(await Promise.all(ids.map(read))).toMatchObject([{ attempts: 0 }, { attempts: 0 }]);
    await store.recognizeRestore();
    expect(await Promise.all(ids.map(claim))).toEqual([{ kind: 'over' }, { kind: 'over' }]);
    expect(await Promise.all(ids.map(read))).toMatchObject([{ reason: 'restored' }, { reason: 'restored' }]);
  });
});

describe('a message from before a restore', () => {
  it('is resolved before it may be sent, by what Twilio has since the backup', async () => {
    const id = await accepted();
    await test.store.recordRestore(ago(hourMs));
    expect(await claim(id)).toEqual({ kind: 'over' });
    expect(await read(id)).toMatchObject({ status: 'sending', reason: 'restored', attempts: 1 });
    const [taken] = await takeRestored();
    expect(taken).toMatchObject({ id, attempt: 1 });
    expect(Date.now() - Number(taken?.restoredSince)).toBeGreaterThan(hourMs - 60_000);
  });

  it('is claimed as a first attempt once Twilio does not have it', async () => {
    const id = await accepted();
    await test.store.recordRestore(ago(hourMs));
    await claim(id);
    const [taken] = await takeRestored();
    expect(await absent(taken)).toBe(true);
    expect(await read(id)).toMatchObject({ status: 'accepted', attempts: 0 });
    expect(await claim(id)).toMatchObject({ kind: 'claimed', message: { attempt: 1 } });
  });

  it('is compared again after another restore', async () => {
    const id = await accepted();
    await test.store.recordRestore(ago(hourMs));
    await claim(id);
    await absent((await takeRestored())[0]);
    await test.store.recordRestore(ago(60_000));
    expect(await claim(id)).toEqual({ kind: 'over' });
    const [taken] = await takeRestored();
    expect(Date.now() - Number(taken?.restoredSince)).toBeGreaterThan(hourMs - 60_000);
  });

  it('keeps the SID that Twilio lists for it', async () => {
    const id = await accepted();
    await test.store.recordRestore(ago(hourMs));
    await claim(id);
    const [taken] = await takeRestored();
    const claimed = { messageId: id, attempt: 1, claimedAt: taken?.claimedAt ?? noon, at: new Date(), dueAt: later(0) };
    expect(await test.store.claimSid({ ...claimed, twilioSid: sidOf(id) })).toBe(true);
    expect(await read(id)).toMatchObject({ status: 'sent', twilioSid: sidOf(id), attempts: 1 });
  });

  it('is not canceled before that', async () => {
    const id = await accepted();
    await test.store.recordRestore(ago(hourMs));
    expect(await test.store.saveCancellations(cancellation(id, new Date()))).toMatchObject({ canceled: 0, refused: 1 });
    expect(await read(id)).toMatchObject({ status: 'accepted' });
  });

  it('does not expire before that', async () => {
    const id = await accepted({ validUntil: ago(60_000) });
    await test.store.recordRestore(ago(hourMs));
    expect(await test.store.expireOverdue(new Date(), 10)).toBe(0);
    await claim(id);
    await absent((await takeRestored())[0]);
    await claim(id);
    expect(await read(id)).toMatchObject({ status: 'expired' });
  });

  it('is one of the unresolved messages of its pair, also before its claim', async () => {
    const [id, other] = [await accepted(), await accepted()];
    await test.store.recordRestore(ago(hourMs));
    await claim(id);
    const found = await test.store.findUnresolvedOfPair(id);
    expect(found.map((each) => each.id).toSorted()).toEqual([id, other].toSorted());
    expect(found.every(({ restoredSince }) => restoredSince)).toBe(true);
  });

  it('is counted until it was compared, and so is the inbound list of its sender', async () => {
    const id = await accepted();
    const { foundAt } = await test.store.recordRestore(ago(hourMs));
    const open = async () => test.store.findOpenRestore();
    expect(await open()).toMatchObject({ cause: 'operator', messages: 1, senders: 1 });
    await claim(id);
    expect(await open()).toMatchObject({ messages: 1 });
    await absent((await takeRestored())[0]);
    await test.store.finishInboundRead('store', { began: new Date(foundAt.getTime() + 1), againAfterMs: 1 });
    expect(await open()).toMatchObject({ messages: 0, senders: 0 });
    await test.store.endRestores();
    expect(await open()).toBeUndefined();
  });
});

it('the inbound list is read again since the backup, and from its start where it was never read', async () => {
  const [backupAt, before] = [ago(hourMs), ago(2 * hourMs)];
  for (const [readUntil, expected] of [
    [new Date(), backupAt],
    [before, before],
    [null, null],
  ]) {
    await test.sql('update senders set inbound_read_until = $1, inbound_behind_since = null', [readUntil]);
    await test.store.recordRestore(backupAt);
    const [row] = await test.sql('select inbound_read_until, inbound_behind_since is not null as waits from senders');
    expect(row).toEqual({ inbound_read_until: expected, waits: true });
  }
});

describe('a message that is accepted after a restore', () => {
  it('is sent at once', async () => {
    await test.store.recordRestore(ago(hourMs));
    const [{ id } = { id: '' }] = await test.sql(`select
      (lpad(to_hex((extract(epoch from now()) * 1000)::bigint + 1000), 12, '0') || '70008000000000000000')::uuid as id`);
    const at = new Date();
    await test.store.insertMessage(message({ id: String(id), createdAt: at }));
    expect(await claim(String(id))).toMatchObject({ kind: 'claimed' });
    await test.store.record({ ...submitted(String(id)), at: new Date() });
  });

  it('is compared if its campaign made its id before', async () => {
    const id = message().id;
    await test.store.recordRestore(ago(hourMs));
    await accepted({ id, createdAt: new Date() });
    expect(await claim(id)).toEqual({ kind: 'over' });
    expect(await read(id)).toMatchObject({ status: 'sending', reason: 'restored' });
  });
});
