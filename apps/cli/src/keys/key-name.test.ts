import { expect, it } from 'vitest';
import { KeyName } from './key-name.ts';

it.each(['shop', 'system 2', 'Recado', 'ação'])('a key may be called %s', (name) =>
  expect(KeyName.parse(` ${name} `)).toBe(name),
);

it.each(['system', 'System', ' recado cli', 'RECADO_API_KEY', '019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90', ' ', 'a\u202Eb'])(
  'a key may not be called %j',
  (name) => expect(KeyName.safeParse(name).success).toBe(false),
);
