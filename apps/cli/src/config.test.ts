import { parseEnv } from '@recado/runtime';
import { describe, expect, test } from 'vitest';
import { HandedOnEnv, UpEnv } from './config.ts';

const account = { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'token' };

describe('the environment of recado up', () => {
  test('may be empty', () => {
    expect(parseEnv(UpEnv, {})).toMatchObject({ HOST: '127.0.0.1', PORT: 3000, RECADO_DATA_DIR: '.recado' });
  });

  test('with an account needs to know where Twilio reaches the API', () => {
    expect(() => parseEnv(UpEnv, account)).toThrow(/^PUBLIC_URL: expected .* because TWILIO_ACCOUNT_SID is set/);
    expect(parseEnv(UpEnv, { ...account, PUBLIC_URL: 'https://shop.example' })).toMatchObject(account);
  });

  test('with a token alone is refused, without the token in the message', () => {
    const parse = () => parseEnv(UpEnv, { TWILIO_AUTH_TOKEN: 'very-secret' });
    expect(parse).toThrow(/^TWILIO_ACCOUNT_SID: expected/);
    expect(parse).not.toThrow(/very-secret/);
  });
});

test('what is handed on is as it was given, and nothing else', () => {
  const given = { RECADO_SENDERS: '[]', REDIS_URL: 'redis://localhost:6379', SIMULATOR_STEP_MS: '5', AWS_SECRET: 'x' };
  const { AWS_SECRET: _, ...expected } = given;
  expect(JSON.parse(JSON.stringify(parseEnv(HandedOnEnv, given)))).toEqual(expected);
});
