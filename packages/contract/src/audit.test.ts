import { describe, expect, it } from 'vitest';
import { ActorName } from './audit.ts';

describe('the name of a key or a person', () => {
  it.each(['shop', 'system 2', 'Recado', 'ação'])('may be %s', (name) =>
    expect(ActorName.parse(` ${name} `)).toBe(name),
  );

  it.each([
    'system',
    'System',
    ' recado cli',
    'RECADO_API_KEY',
    '019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90',
    ' ',
    'a\u202Eb',
  ])('may not be %j', (name) => expect(ActorName.safeParse(name).success).toBe(false));
});
