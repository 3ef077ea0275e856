import { hashToken } from '@recado/messaging';
import { createStore } from '@recado/store';
import { createTestDatabase } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recado } from './support/terminal.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
  await users('migrate');
});
afterAll(() => database[Symbol.asyncDispose]());

const env = () => ({ DATABASE_URL: database.url, CONSOLE_URL: 'https://console.example.com' });
const users = (...args: string[]) => recado(args, env());

const openStore = () =>
  createStore({
    databaseUrl: database.url,
    encryptionKeys: [{ id: 'none', key: Buffer.alloc(32) }],
    indexKey: Buffer.alloc(32),
  });

const person = { name: 'Ana', passwordHash: 'none' };
const tokenIn = (text: string): string => /#([\w-]{43})/.exec(text)?.[1] ?? '';

describe('recado users', () => {
  test('invites a person by a link, lists them, and disables them', async () => {
    await using store = openStore();
    const invite = async (email: string) => {
      const invited = await users('users', 'invite', '--email', email, '--role', 'admin', '--grant', 'erase');
      expect(invited).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^https:\/\/console.example.com\/invite#/),
      });
      return tokenIn(invited.stdout);
    };
    for (const [at, email] of ['Ana@example.com', 'rui@example.com'].entries())
      await store.acceptInvite(
        { ...person, id: `01980000-0000-7000-8000-00000000000${at}`, tokenHash: hashToken(await invite(email)) },
        new Date(),
      );
    await invite('next@example.com');
    expect((await users('users', 'list')).stdout).toMatch(/ana@example.com .*admin .*erase .*active[^]*next.*invited/);
    expect(await users('users', 'disable', 'ANA@example.com')).toMatchObject({ code: 0 });
    expect((await users('users', 'list')).stdout).toMatch(/ana@example.com .*disabled/);
    const last = await users('users', 'disable', 'rui@example.com');
    expect(last).toMatchObject({ code: 1, stderr: expect.stringContaining('last administrator') });
    expect(await users('users', 'disable', 'nobody@example.com')).toMatchObject({ code: 1 });
  });

  test('without the address of the console says what to set', async () => {
    const args = ['users', 'invite', '--email', 'ana@example.com', '--role', 'viewer'];
    const invited = await recado(args, { DATABASE_URL: database.url, RECADO_DATA_DIR: '/nonexistent/recado' });
    expect(invited).toMatchObject({ code: 1, stderr: expect.stringContaining('CONSOLE_URL is not set') });
  });
});
