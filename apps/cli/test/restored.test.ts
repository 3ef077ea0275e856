import { createStore, migrate } from '@recado/store';
import { createTestDatabase } from '@recado/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recado, runRecado } from './support/terminal.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
  await migrate(database.url);
});
afterAll(() => database[Symbol.asyncDispose]());

const env = () => ({ DATABASE_URL: database.url });
const noKeys = { encryptionKeys: [{ id: 'none', key: Buffer.alloc(32) }], indexKey: Buffer.alloc(32) };
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

test('without a restore there is nothing to wait for', async () => {
  expect(await recado(['restored'], env())).toEqual({ code: 0, stdout: 'No restore is under way.\n', stderr: '' });
});

test.each([
  ['in the future', ago(-3_600_000), 'is in the future'],
  ['without a zone', '2026-11-28 02:00', 'for example 2026-11-28T02:00:00Z'],
])('a time %s is refused', async (_what, at, said) => {
  expect(await recado(['restored', '--at', at], env())).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(said),
  });
});

test('records a restore, waits until everything is compared, and continues when it was interrupted', async () => {
  await using store = createStore({ databaseUrl: database.url, ...noKeys });
  const times = { createdAt: new Date(), updatedAt: new Date() };
  const sender = {
    id: 'store',
    channel: 'sms',
    address: '+14155550100',
    mps: 1,
    dailyLimit: null,
    paused: false,
  } as const;
  await store.seedSenders([{ ...sender, ...times }]);
  await using first = runRecado(['restored', '--at', ago(3_600_000)], env());
  await first.sees('0 messages to compare, 1 senders');
  first.kill('SIGTERM');
  await first.ended;

  await using second = runRecado(['restored'], env());
  await second.sees('Start the workers now');
  await store.finishInboundRead('store', { began: new Date(Date.now() + 1_000), againAfterMs: 1_000 });
  await store.endRestores();
  await second.ended;
  expect(second.said.stdout).toContain('All messages that were due are compared');
  expect(await recado(['restored'], env())).toMatchObject({ stdout: 'No restore is under way.\n' });
});
