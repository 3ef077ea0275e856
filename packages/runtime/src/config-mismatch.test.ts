import { expect, it } from 'vitest';
import { asConfigError } from './config-mismatch.ts';
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
