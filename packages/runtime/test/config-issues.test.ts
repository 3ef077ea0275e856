import { describe, expect, it } from 'vitest';
import { start } from './support/start.ts';

const issues = [
  'DATABASE_URL: expected postgres://user:password@host:port/database, got "foo". Set it to the address of a PostgreSQL 15 or later; percent-encode special characters of the password.',
  'PORT: expected a whole number from 0 to 65535, got "http". It is the port to listen on: set it, or unset it for 3000.',
  '',
].join('\n');

describe('a process with an invalid environment', () => {
  it.each([['early'], ['late']])('stops with a line for each issue and no stack trace, read %s', async (when) => {
    const { ended } = start('config', [when], { DATABASE_URL: 'foo', PORT: 'http' });
    expect(await ended).toMatchObject({ code: 1, stdout: '', stderr: issues });
  });

  it('continues with a valid environment', async () => {
    const { ended } = start('config', ['early'], { DATABASE_URL: 'postgres://a@b/c', PORT: '' });
    const { code, stdout } = await ended;
    expect(JSON.parse(stdout)).toMatchObject({ DATABASE_URL: 'postgres://a@b/c', HOST: '127.0.0.1', PORT: 3000 });
    expect(code).toBe(0);
  });
});
