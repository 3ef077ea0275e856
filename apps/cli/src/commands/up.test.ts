import { expect, test } from 'vitest';
import { announce } from './up.ts';

const facts = {
  apiUrl: 'http://127.0.0.1:3000',
  apiKey: 'recado_key',
  consoleUrl: 'http://127.0.0.1:3000',
  dataFolder: '/shop/.recado',
  database: 'embedded',
  queue: 'postgresql',
  simulatorUrl: 'http://127.0.0.1:4010',
} as const;

test('it says plainly that the simulator is not Twilio', () => {
  expect(announce(facts)).toContain('Twilio simulator at http://127.0.0.1:4010: no real messages are sent');
});

test('with a real account it says that people are reached, and its example names no number', () => {
  const { simulatorUrl: _, ...real } = facts;
  expect(announce(real)).toContain('messages reach people and cost money');
  expect(announce(real)).toContain('"to":"YOUR NUMBER');
});

test('it names the address, the docs, the key and where the data are', () => {
  for (const part of ['http://127.0.0.1:3000/docs', 'recado_key', '/shop/.recado'])
    expect(announce(facts)).toContain(part);
});

test('it shows the link for the first administrator while there is none', () => {
  const invite = 'http://127.0.0.1:3000/invite#token';
  expect(announce({ ...facts, invite })).toContain(`Console   ${invite}\n`);
  expect(announce(facts)).toContain('Console   http://127.0.0.1:3000\n');
});
