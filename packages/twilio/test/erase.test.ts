import { startSimulator, type Simulator } from '@recado/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTwilio, type Twilio } from '../src/client.ts';
import { submission } from './support/make-twilio.ts';

let simulator: Simulator;
let twilio: Twilio;
beforeAll(async () => {
  simulator = await startSimulator({ SIMULATOR_STEP_MS: '10', SIMULATOR_CALLBACKS: 'off', SIMULATOR_LATENCY_MS: '0' });
  const { accountSid, authToken, url: baseUrl } = simulator;
  twilio = createTwilio({ accountSid, authToken, baseUrl, timeoutMs: 10_000, publicUrl: baseUrl });
});
afterAll(async () => {
  await twilio[Symbol.asyncDispose]();
  await simulator[Symbol.asyncDispose]();
});

const send = async (messageId: string, to = submission.to) => {
  const outcome = await twilio.requestTwilio({ ...submission, from: '+15005550006', messageId, to });
  return outcome.kind === 'submitted' ? outcome.sid : '';
};

const read = async (sid: string) => {
  const { accountSid, authToken, url } = simulator;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const answer = await fetch(`${url}/2010-04-01/Accounts/${accountSid}/Messages/${sid}.json`, {
    headers: { authorization },
  });
  const { body } = (await answer.json()) as { body?: string };
  return { status: answer.status, body };
};

const erased = (twilioSid: string, way: 'redact' | 'delete') =>
  expect.poll(() => twilio.eraseAtTwilio({ twilioSid, way, attempts: 1 })).toBe(true);

it('a redacted message is there without its text', async () => {
  const sid = await send('redacted');
  expect(await read(sid)).toMatchObject({ status: 200, body: 'Seu pedido saiu' });
  await erased(sid, 'redact');
  expect(await read(sid)).toMatchObject({ body: '' });
});

it('a deleted one is not, and deleting it again is no error', async () => {
  const sid = await send('deleted');
  await erased(sid, 'delete');
  expect((await read(sid)).status).toBe(404);
  await erased(sid, 'delete');
  await erased(sid, 'redact');
});

it.each([
  ['redact', [200, []]],
  ['delete', [404, undefined]],
] as const)('the files of a message go with its text by %s', async (way, left) => {
  const content = { kind: 'body', body: 'Veja', media: [`${simulator.url}/healthz`] } as const;
  const outcome = await twilio.requestTwilio({
    ...submission,
    content: { ...content, media: [...content.media] },
    from: '+15005550006',
    messageId: `files ${way}`,
  });
  const sid = outcome.kind === 'submitted' ? outcome.sid : '';
  expect(await twilio.eraseAtTwilio({ twilioSid: sid, way, attempts: 1 })).toBe(false);
  const { accountSid, authToken, url } = simulator;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const files = () =>
    fetch(`${url}/2010-04-01/Accounts/${accountSid}/Messages/${sid}/Media.json`, { headers: { authorization } });
  expect(await (await files()).json()).toMatchObject({ media_list: [{ parent_sid: sid }] });
  await erased(sid, way);
  const answer = await files();
  const { media_list: listed } = (await answer.json()) as { media_list?: object[] };
  expect([answer.status, listed]).toEqual(left);
});

it.each(['redact', 'delete'] as const)('one that is on its way is left alone by %s', async (way) => {
  const sid = await send(`early ${way}`, '+5511905510002');
  expect(await twilio.eraseAtTwilio({ twilioSid: sid, way, attempts: 1 })).toBe(false);
});

it('an answer without the message is no success', async () => {
  const { accountSid, url: baseUrl } = simulator;
  await using stranger = createTwilio({ accountSid, authToken: 'x', baseUrl, timeoutMs: 10_000, publicUrl: baseUrl });
  const sid = await send('kept');
  await expect(stranger.eraseAtTwilio({ twilioSid: sid, way: 'delete', attempts: 1 })).rejects.toMatchObject({
    status: 401,
  });
});
