import { expect, it } from 'vitest';
import { asConfigError, asListenError } from './config-mismatch.ts';
import { ConfigError } from './config.ts';

it('says in one line which variable does not match the database, and what to do', () => {
  const lost = Object.assign(new Error('RECADO_ENCRYPTION_KEYS lacks the key "k1": add it'), {
    code: 'lost_encryption_key',
  });
  const error = asConfigError(lost);
  expect(error).toBeInstanceOf(ConfigError);
  expect(error).toMatchObject({
    message:
      'RECADO_ENCRYPTION_KEYS: expected every key of this database, got fewer. RECADO_ENCRYPTION_KEYS lacks the key "k1": add it.',
    cause: lost,
  });
});

it('returns any other error unchanged', () => {
  const others = [new Error('away'), Object.assign(new Error('away'), { code: 'ECONNREFUSED' }), 'away', undefined];
  expect(others.map(asConfigError)).toEqual(others);
});

it('finds the reason in what an error was made from', () => {
  const refused = Object.assign(new Error('password authentication failed'), { code: '28P01' });
  expect(asConfigError(new Error('postgresql does not answer', { cause: refused }))).toMatchObject({
    message:
      'DATABASE_URL: expected a role and its password, got ones that PostgreSQL refuses. Check the role and the password in DATABASE_URL.',
  });
});

it.each([
  ['EADDRINUSE', /^METRICS_PORT: expected a free port, got 9464\. .*set METRICS_PORT to another port\.$/],
  ['EACCES', /^METRICS_PORT: .*Set METRICS_PORT to a port from 1024\.$/],
  ['EADDRNOTAVAIL', /^HOST: expected an address of this machine, got 10\.0\.0\.1\./],
])('names the variable when a server cannot listen: %s', (code, line) => {
  const error = Object.assign(new Error('listen'), { code });
  const place = { variable: 'METRICS_PORT', host: '10.0.0.1', port: 9464 };
  expect(asListenError(error, place)).toMatchObject({ name: 'ConfigError', message: expect.stringMatching(line) });
});

it('leaves other errors of a server as they are', () => {
  const error = Object.assign(new Error('listen'), { code: 'EMFILE' });
  expect(asListenError(error, { variable: 'PORT', host: '127.0.0.1', port: 1 })).toBe(error);
});
