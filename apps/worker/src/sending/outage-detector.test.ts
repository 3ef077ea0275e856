import { makeCircuit, type Outcome, type Submission } from '@recado/messaging';
import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { detectOutage } from './outage-detector.ts';

const submission: Submission = {
  messageId: 'm1',
  channel: 'sms',
  from: '+551150289876',
  to: '+5511987654321',
  content: { kind: 'body', body: 'Oi' },
};
const refused: Outcome = { kind: 'unsent', message: 'connect ECONNREFUSED' };

const world = () => {
  let now = 0;
  let answer: Outcome = refused;
  const clock = () => new Date(now);
  const pauseFor = vi.fn<(ms: number) => void>();
  const writeOutage = vi.fn<Parameters<typeof detectOutage>[0]['writeOutage']>(async () => {});
  const connectivity = detectOutage({
    clock,
    senderId: 'store',
    circuit: makeCircuit({ clock, threshold: 3, openMs: 1_000 }),
    pauseFor,
    writeOutage,
    log: pino({ level: 'silent' }),
  });
  const request = connectivity.outageAware(async () => answer);
  const send = async (outcome: Outcome, messageId = submission.messageId) => {
    answer = outcome;
    return request({ ...submission, messageId });
  };
  const fail = async () => {
    for (let count = 0; count < 3; count += 1) await send(refused);
  };
  return { connectivity, send, fail, pauseFor, writeOutage, pass: (ms: number) => (now += ms) };
};

it('lets jobs be claimed while Twilio answers, even with errors', async () => {
  const { connectivity, send, writeOutage } = world();
  for (const code of [21211, 20429, 30008, 20003]) await send({ kind: 'rejected', code, message: 'no' });
  await send({ kind: 'unsent', code: 30008, message: 'Twilio did nothing' });
  expect(connectivity.canSend()).toBe(true);
  expect(writeOutage).not.toHaveBeenCalled();
});

it('keeps jobs back after a run of outages and shows why', async () => {
  const { connectivity, fail, pauseFor, writeOutage } = world();
  await fail();
  expect(connectivity.canSend()).toBe(false);
  expect(pauseFor).toHaveBeenCalledExactlyOnceWith(1_000);
  expect(writeOutage).toHaveBeenCalledExactlyOnceWith('store', {
    until: new Date(1_000),
    reason: 'Twilio cannot be reached: connect ECONNREFUSED',
  });
});

it('takes no attempt from a message that only met the outage', async () => {
  const { send, fail } = world();
  expect(await send(refused)).toEqual(refused);
  await fail();
  expect(await send(refused)).toEqual({ ...refused, outage: true });
});

const firewall: Outcome = { kind: 'unsent', message: 'HTTP 403 that is not from Twilio', isForeign: true };
const unknown: Outcome = { kind: 'unknown', message: 'HTTP 502' };

it.each([firewall, unknown])('counts %j of several messages as an outage, and keeps it as it is', async (outcome) => {
  const { connectivity, send } = world();
  for (const id of ['m1', 'm2']) await send(outcome, id);
  expect(await send(unknown, 'm3')).toEqual(unknown);
  expect(connectivity.canSend()).toBe(false);
});

it.each([firewall, unknown])(
  'keeps no other job back for %j of one message, however often it comes',
  async (outcome) => {
    const { connectivity, send, writeOutage } = world();
    for (let count = 0; count < 9; count += 1) expect(await send(outcome)).toEqual(outcome);
    expect(connectivity.canSend()).toBe(true);
    expect(writeOutage).not.toHaveBeenCalled();
  },
);

it('lets one probe out, and all when it comes back well', async () => {
  const { connectivity, send, fail, pass, writeOutage } = world();
  await fail();
  pass(1_000);
  expect([connectivity.canSend(), connectivity.canSend()]).toEqual([true, false]);
  await send({ kind: 'submitted', sid: 'SM1' });
  expect([connectivity.canSend(), connectivity.canSend()]).toEqual([true, true]);
  expect(writeOutage).toHaveBeenLastCalledWith('store', undefined);
});
