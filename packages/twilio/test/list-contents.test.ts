import { startSimulator, type Simulator } from '@recado/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTwilio } from './support/make-twilio.ts';
import { startScriptedServer } from './support/scripted-server.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ SIMULATOR_LATENCY_MS: '0' });
});
afterAll(() => simulator[Symbol.asyncDispose]());

const twilioOf = ({ accountSid, authToken, url: baseUrl }: Simulator) => makeTwilio({ accountSid, authToken, baseUrl });

const call = (method: string, path: string, body: unknown) =>
  fetch(simulator.url + path, {
    method,
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${btoa(`${simulator.accountSid}:${simulator.authToken}`)}`,
    },
  });

it('lists every content over many pages, with its approval', async () => {
  await call('PUT', '/simulator/approvals/HX00000000000000000000000000000201', {
    status: 'paused',
    rejection_reason: 'quality',
  });
  const made = Array.from({ length: 250 }, (_, n) => ({
    friendly_name: `note ${n}`,
    language: 'en',
    types: { 'twilio/text': { body: `Note ${n}` } },
  }));
  for (const content of made) await call('POST', '/v1/Content', content);
  await using twilio = twilioOf(simulator);
  const contents = await twilio.listContents();
  expect(new Set(contents.map(({ sid }) => sid)).size).toBe(256);
  expect(contents).toContainEqual({
    sid: 'HX00000000000000000000000000000201',
    name: 'promotion',
    language: 'pt_BR',
    placeholders: ['1'],
    text: expect.stringContaining('{{1}} de desconto'),
    content: { type: 'twilio/text', body: expect.stringContaining('{{1}} de desconto') },
    status: 'paused',
    category: 'marketing',
    rejectionReason: 'quality',
  });
  expect(contents.at(-1)).toMatchObject({ name: 'note 249', placeholders: [], status: 'unsubmitted' });
});

it('asks where all of Twilio’s products are, also on the next page', async () => {
  await using server = await startScriptedServer((response, { url }) => {
    const next = 'https://content.twilio.com/v1/ContentAndApprovals?PageSize=200&Page=1&PageToken=x';
    const page = url?.includes('PageToken') ? { next_page_url: null } : { next_page_url: next };
    response.end(JSON.stringify({ contents: [], meta: { key: 'contents', ...page } }));
  });
  await using twilio = makeTwilio({ baseUrl: `${server.baseUrl}/twilio` });
  expect(await twilio.listContents()).toEqual([]);
  expect(server.received.map(({ url }) => url)).toEqual([
    '/twilio/v1/ContentAndApprovals?PageSize=200',
    '/twilio/v1/ContentAndApprovals?PageSize=200&Page=1&PageToken=x',
  ]);
});

it.each<[string, number, string, string]>([
  [
    'refuses the credentials',
    401,
    '{"code":20003,"message":"Authenticate"}',
    'Twilio answered 401 with 20003: Authenticate',
  ],
  ['has a gateway that fails', 502, '<html>', 'Twilio answered 502'],
  ['answers something else', 200, '{"hello":1,"world":2}', 'The answer of Twilio is not a list of contents'],
])('says so when Twilio %s', async (_what, status, body, said) => {
  await using server = await startScriptedServer((response) => response.writeHead(status).end(body));
  await using twilio = makeTwilio(server);
  await expect(twilio.listContents()).rejects.toMatchObject({ type: 'twilio-unavailable', message: said });
});

it('says so when Twilio is not reached', async () => {
  await using twilio = makeTwilio({ baseUrl: 'http://127.0.0.1:1' });
  await expect(twilio.listContents()).rejects.toMatchObject({
    type: 'twilio-unavailable',
    message: 'Twilio was not reached (ECONNREFUSED)',
  });
});

it('does not go round in circles', async () => {
  await using server = await startScriptedServer((response) =>
    response.end(
      JSON.stringify({ contents: [], meta: { key: 'contents', next_page_url: 'https://content.twilio.com/x' } }),
    ),
  );
  await using twilio = makeTwilio(server);
  await expect(twilio.listContents()).rejects.toMatchObject({ type: 'twilio-unavailable' });
  expect(server.received.length).toBeLessThan(300);
});
