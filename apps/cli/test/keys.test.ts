import { createStore } from '@recado/store';
import { createTestDatabase } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recado } from './support/terminal.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database[Symbol.asyncDispose]());

/** Opens nothing: API keys are hashed, so the test needs no real keys. */
const noKeys = { encryptionKeys: [{ id: 'none', key: Buffer.alloc(32) }], indexKey: Buffer.alloc(32) };

const withDatabase = (...args: string[]) => recado(args, { DATABASE_URL: database.url });

describe('recado migrate', () => {
  test('applies the pending migrations once', async () => {
    const [first, second] = [await withDatabase('migrate'), await withDatabase('migrate')];
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^applied 0001_/), stderr: '' });
    expect(second).toEqual({ code: 0, stdout: 'The schema is up to date.\n', stderr: '' });
  });

  test('without a database says what to set', async () => {
    const migrate = await recado(['migrate'], { RECADO_DATA_DIR: '/nonexistent/recado' });
    expect(migrate).toMatchObject({ code: 1, stderr: expect.stringContaining('DATABASE_URL is not set') });
  });

  test('says that a database does not answer, without the password', async () => {
    const migrate = await recado(['migrate'], { DATABASE_URL: 'postgres://me:very-secret@127.0.0.1:1/recado' });
    expect(migrate.code).toBe(1);
    expect(migrate.stderr).toContain('127.0.0.1:1');
    expect(migrate.stdout + migrate.stderr).not.toContain('very-secret');
  });

  test.each([
    [
      'a user that PostgreSQL does not let in',
      { username: 'nobody_here', password: 'very-secret' },
      'refuses the user',
    ],
    ['a database that is not there', { pathname: '/not_here' }, /has no database not_here/],
  ])('says in one line what is wrong with %s', async (_what, other, said) => {
    const url = Object.assign(new URL(database.url), other);
    const migrate = await recado(['migrate'], { DATABASE_URL: url.href });
    expect(migrate).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(said) });
    expect(migrate.stderr.trim().split('\n')).toHaveLength(1);
    expect(migrate.stderr).not.toContain('very-secret');
  });
});

describe('recado keys', () => {
  beforeAll(async () => void (await withDatabase('migrate')));

  test('a key is made, shown once, listed by its hint, and revoked', async () => {
    const made = await withDatabase(
      'keys',
      'create',
      '--name',
      'shop',
      '--scope',
      'messages:write',
      'messages:read',
      '--expires-in',
      '90d',
    );
    expect(made.code).toBe(0);
    const key = /recado_[\w-]{43}/.exec(made.stdout)?.[0] ?? '';
    expect(key).not.toBe('');

    const listed = await withDatabase('keys', 'list');
    expect(listed.stdout).not.toContain(key);
    const row = listed.stdout.split('\n').find((line) => line.includes('shop')) ?? '';
    expect(row).toContain(key.slice(0, 11));
    expect(row).toMatch(/active +messages:write messages:read/);

    const id = row.split(' ')[0] ?? '';
    expect(await withDatabase('keys', 'revoke', id)).toMatchObject({ code: 0 });
    expect((await withDatabase('keys', 'list')).stdout).toMatch(/shop .* revoked/);

    await using store = createStore({ databaseUrl: database.url, ...noKeys });
    expect(await store.loadAuditEntries({ actor: 'recado cli', object: `keys/${id}`, limit: 9 })).toMatchObject([
      { action: 'key.revoked' },
      { action: 'key.created', detail: { name: 'shop', scopes: ['messages:write', 'messages:read'], rate: 100 } },
    ]);
  });

  test.each([
    [['keys', 'create', '--name', 'shop', '--scope', 'everything'], 2, 'everything'],
    [['keys', 'create', '--name', 'shop', '--scope', 'admin', '--expires-in', 'soon'], 2, '90d, 12h or 30m'],
    [['keys', 'create', '--scope', 'admin'], 2, '--name'],
    [['keys', 'revoke', '01980000-0000-7000-8000-000000000000'], 1, 'no API key'],
    [['keys', 'revoke', 'shop'], 1, 'no API key'],
  ])('%j is refused with exit code %d, and what is wrong', async (args, code, wrong) => {
    const refused = await withDatabase(...args);
    expect(refused).toMatchObject({ code, stderr: expect.stringContaining(wrong) });
  });
});
