import { argon2Sync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashPassword, isPassword } from './password.ts';

describe('a password', () => {
  it('is known by its hash, which is another one each time', async () => {
    const [one, other] = [await hashPassword('três cavalos verdes'), await hashPassword('três cavalos verdes')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(other).not.toBe(one);
    expect(await isPassword('três cavalos verdes', one)).toBe(true);
    expect(await isPassword('tres cavalos verdes', one)).toBe(false);
  });

  it('is the same however a keyboard writes its accents', async () => {
    const hash = await hashPassword('tr\u00EAs cavalos');
    expect(await isPassword('tre\u0302s cavalos', hash)).toBe(true);
  });

  it('is known by a hash of another cost', async () => {
    const cheap = '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$';
    const nonce = Buffer.from('somesaltsomesalt');
    const parameters = { message: 'secret', nonce, memory: 64, passes: 1, parallelism: 1, tagLength: 32 };
    const tag = argon2Sync('argon2id', parameters).toString('base64').replaceAll('=', '');
    expect(await isPassword('secret', cheap + tag)).toBe(true);
  });

  it.each([undefined, '', 'plain', '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRz$'])(
    'is never that of %j',
    async (hash) => {
      expect(await isPassword('', hash)).toBe(false);
      expect(await isPassword('plain', hash)).toBe(false);
    },
  );
});
