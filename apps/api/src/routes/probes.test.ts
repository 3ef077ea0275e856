import { Unavailable } from '@recado/messaging';
import express from 'express';
import { expect, it } from 'vitest';
import { listen } from '../http/listen.ts';
import { readyz } from './probes.ts';

type Deps = Parameters<typeof readyz>[0];

const up: Deps = {
  isStopping: () => false,
  isPrepared: () => true,
  isSimulated: false,
  confirmClockState: async () => 'right',
  pingPostgresql: async () => {},
  pingQueue: async () => {},
};
const never = () => new Promise<void>(() => {});
const away = () => Promise.reject(new Error('away'));
const full = () => Promise.reject(new Unavailable('queue', { refusesWrites: true }));

const ask = async (deps: Partial<Deps>) => {
  const app = express().get('/readyz', readyz({ ...up, ...deps }));
  await using server = await listen(app, { host: '127.0.0.1', port: 0 });
  const answer = await fetch(`${server.url}/readyz`);
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: await answer.json() };
};

it('answers 200 when all is there', async () => {
  expect(await ask({})).toEqual({
    status: 200,
    retryAfter: null,
    body: { status: 'ok', checks: { postgresql: 'ok', migrations: 'ok', queue: 'ok', clock: 'right' } },
  });
});

it.each([
  ['postgresql', { pingPostgresql: away }, 'down'],
  ['clock', { confirmClockState: async () => 'wrong' as const }, 'wrong'],
  ['migrations', { isPrepared: () => false }, 'pending'],
])('answers 503 and says so when it is the %s that is missing', async (name, deps, state) => {
  expect(await ask(deps)).toMatchObject({
    status: 503,
    retryAfter: '5',
    body: { status: 'unavailable', checks: { [name]: state } },
  });
});

it.each([
  ['does not answer', away, 'the queue does not answer'],
  ['takes no writes', full, 'the queue takes no writes'],
])('stays ready while the queue %s, and says so', async (_how, pingQueue, reason) => {
  expect(await ask({ pingQueue })).toMatchObject({
    status: 200,
    body: { status: 'degraded', reason, checks: { postgresql: 'ok', queue: 'down' } },
  });
});

it('says that a simulator stands in for Twilio', async () => {
  expect(await ask({ isSimulated: true })).toMatchObject({
    status: 200,
    body: { status: 'ok', warning: 'a simulator stands in for Twilio' },
  });
});

it('is not ready once it stops', async () => {
  expect(await ask({ isStopping: () => true })).toMatchObject({
    status: 503,
    body: { status: 'unavailable', reason: 'the process stops' },
  });
});

it('is ready with a clock that is only a little off, and says so', async () => {
  expect(await ask({ confirmClockState: async () => 'off' })).toMatchObject({
    status: 200,
    body: { checks: { clock: 'off' } },
  });
});

it('does not wait for a store that does not answer at all', async () => {
  expect(await ask({ pingPostgresql: never, pingQueue: never })).toMatchObject({ status: 503 });
});
