import type { Outcome, StatusReport, Submission } from '@recado/messaging';
import { startSimulator, type Simulator } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTwilio, type Twilio } from '../src/client.ts';
import { startCallbackListener } from './support/callback-listener.ts';
import { submission } from './support/make-twilio.ts';

let simulator: Simulator;
let listener: Awaited<ReturnType<typeof startCallbackListener>>;
let twilio: Twilio;

beforeAll(async () => {
  simulator = await startSimulator({ SIMULATOR_STEP_MS: '20', SIMULATOR_READ_SHARE: '1' });
  listener = await startCallbackListener([simulator.authToken]);
  const { accountSid, authToken, url: baseUrl } = simulator;
  twilio = createTwilio({ accountSid, authToken, baseUrl, timeoutMs: 10_000, publicUrl: listener.publicUrl });
});
afterAll(async () => {
  await twilio[Symbol.asyncDispose]();
  await listener[Symbol.asyncDispose]();
  await simulator[Symbol.asyncDispose]();
});

const send = (messageId: string, request: Partial<Submission> = {}) =>
  twilio.requestTwilio({ ...submission, from: '+15005550006', messageId, ...request });
const reportsOf = (messageId: string) => listener.reports.filter((report) => report.messageId === messageId);
const statusesOf = (messageId: string) => reportsOf(messageId).map(({ status }) => status);
const sidOf = (outcome: Outcome) => (outcome.kind === 'submitted' ? outcome.sid : undefined);

it('sends an SMS and hears that it was delivered', async () => {
  const outcome = await send('sms', { validityPeriod: 600 });
  expect(outcome).toMatchObject({ kind: 'submitted', segments: 1 });
  await expect.poll(() => statusesOf('sms')).toContain('delivered');
  expect(new Set(reportsOf('sms').map(({ twilioSid }) => twilioSid))).toEqual(new Set([sidOf(outcome)]));
});

it('sends a WhatsApp template and hears that it was read', async () => {
  const contentSid = 'HX00000000000000000000000000000301';
  const content: Submission['content'] = { kind: 'content', contentSid, variables: { '1': '1234', '2': 'a caminho' } };
  expect(await send('template', { channel: 'whatsapp', from: '+551150289876', content })).toMatchObject({
    kind: 'submitted',
  });
  await expect.poll(() => statusesOf('template')).toContain('read');
});

it('hears why a message was not delivered', async () => {
  await send('undelivered', { to: '+5511905530005' });
  await expect.poll(() => statusesOf('undelivered')).toContain('undelivered');
  expect(reportsOf('undelivered').at(-1)).toMatchObject({
    status: 'undelivered',
    errorCode: 30005,
  } satisfies Partial<StatusReport>);
});

describe("Twilio's magic numbers", () => {
  it.each([
    ['+15005550001', 'rejected', 21211],
    ['+15005550002', 'rejected', 21612],
    ['+15005550003', 'rejected', 21408],
    ['+15005550004', 'rejected', 21610],
    ['+15005550009', 'rejected', 21614],
  ])('sending to %s is %s with %i', async (to, kind, code) => {
    expect(await send('magic', { to })).toMatchObject({ kind, code });
  });

  it.each([
    ['+15005550001', 'stopped', 21212],
    ['+15005550007', 'stopped', 21606],
    ['+15005550008', 'throttled', 21611],
  ])('sending from %s is %s with %i', async (from, kind, code) => {
    expect(await send('magic', { from })).toMatchObject({ kind, code });
  });
});

it('pauses for as long as Twilio asks when there are too many requests', async () => {
  const fault = { kind: '429_retry_after', retry_after: 3 };
  const headers = { 'content-type': 'application/json' };
  await fetch(`${simulator.url}/simulator/faults/next`, { method: 'POST', headers, body: JSON.stringify(fault) });
  expect(await send('throttled')).toMatchObject({ kind: 'throttled', code: 20429, retryAfterMs: 3_000 });
});

it('is refused with a wrong token', async () => {
  const { accountSid, url: baseUrl } = simulator;
  await using stranger = createTwilio({
    accountSid,
    authToken: 'wrong',
    baseUrl,
    timeoutMs: 5_000,
    publicUrl: baseUrl,
  });
  expect(await stranger.requestTwilio(submission)).toMatchObject({ kind: 'stopped', code: 20003 });
});

it('found every callback rightly signed', () => {
  expect(listener.reports.length).toBeGreaterThan(0);
  expect(listener.refused).toEqual([]);
});
