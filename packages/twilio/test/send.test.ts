import { describe, expect, it, vi } from 'vitest';
import { accountSid, makeTwilio, messageSid, submission } from './support/make-twilio.ts';
import { startScriptedServer, type Script } from './support/scripted-server.ts';

const json =
  (status: number, body: object, headers: Record<string, string> = {}): Script =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const created = json(201, { sid: messageSid, num_segments: '1', status: 'queued', error_code: null });

describe('a request', () => {
  it('goes to the Messages resource with the fields of the message', async () => {
    await using server = await startScriptedServer(created);
    await using twilio = makeTwilio(server);
    expect(await twilio.requestTwilio({ ...submission, validityPeriod: 600 })).toEqual({
      kind: 'submitted',
      sid: messageSid,
      segments: 1,
    });
    const [request] = server.received;
    expect(request).toMatchObject({
      method: 'POST',
      url: `/2010-04-01/Accounts/${accountSid}/Messages.json`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    });
    expect(Object.fromEntries(request?.form ?? [])).toEqual({
      To: '+5511988887777',
      From: '+551150289876',
      Body: 'Seu pedido saiu',
      ValidityPeriod: '600',
      StatusCallback: expect.stringContaining(
        `https://recado.example.com/webhooks/twilio/status/${submission.messageId}#`,
      ),
    });
  });

  it('carries a template by its SID and its variables as JSON', async () => {
    await using server = await startScriptedServer(created);
    await using twilio = makeTwilio(server);
    const content = { kind: 'content', contentSid: `HX${'1'.repeat(32)}`, variables: { '1': 'Ana' } } as const;
    await twilio.requestTwilio({ ...submission, channel: 'whatsapp', content });
    expect(Object.fromEntries(server.received[0]?.form ?? [])).toMatchObject({
      To: 'whatsapp:+5511988887777',
      From: 'whatsapp:+551150289876',
      ContentSid: content.contentSid,
      ContentVariables: '{"1":"Ana"}',
    });
  });

  it('is authorized by the account, or by an API key under the same account', async () => {
    await using server = await startScriptedServer(created);
    await using plain = makeTwilio(server);
    await using keyed = makeTwilio({ ...server, apiKey: { sid: 'SK1', secret: 'é' } });
    await plain.requestTwilio(submission);
    await keyed.requestTwilio(submission);
    const sent = server.received.map(({ url, headers }) => ({ url, authorization: headers.authorization }));
    const url = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
    const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;
    expect(sent).toEqual([
      { url, authorization: basic(`${accountSid}:token`) },
      { url, authorization: basic('SK1:é') },
    ]);
  });
});

const html: Script = (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>');
const empty =
  (status: number): Script =>
  (response) =>
    void response.writeHead(status).end();
const page =
  (status: number): Script =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
const broken: Script = (response) => response.writeHead(201, { 'content-type': 'application/json' }).end('{"sid":"SM');

describe('an answer', () => {
  it.each<[string, Script, object]>([
    [
      '21211',
      json(400, { code: 21211, message: 'Invalid To +5511988887777', status: 400 }),
      { kind: 'rejected', code: 21211, message: 'Invalid To [number]' },
    ],
    ['20003', json(401, { code: 20003, message: 'Authenticate', status: 401 }), { kind: 'stopped', code: 20003 }],
    ['an empty 404', empty(404), { kind: 'unsent' }],
    ['a 403 of a firewall in HTML', page(403), { kind: 'unsent' }],
    ['a 407 of a proxy in HTML', page(407), { kind: 'unsent' }],
    ['a 404 of a gateway in JSON', json(404, { message: 'no route' }), { kind: 'unsent' }],
    ['a 200 of a captive portal in HTML', page(200), { kind: 'unknown' }],
    ['20404', json(404, { code: 20404, message: 'not found', status: 404 }), { kind: 'stopped', code: 20404 }],
    ['a 400 of Twilio without a code', json(400, { message: 'no', status: 400 }), { kind: 'rejected' }],
    ['a redirect', (response) => response.writeHead(307, { location: '/elsewhere' }).end(), { kind: 'unsent' }],
    ['21619', json(400, { code: 21619, message: 'no record' }), { kind: 'unknown', code: 21619 }],
    ['20500', json(500, { code: 20500, message: 'Internal' }), { kind: 'unknown', code: 20500 }],
    ['20503', json(503, { code: 20503, message: 'Unavailable' }), { kind: 'unknown', code: 20503 }],
    ['a 502 in HTML', html, { kind: 'unknown', message: 'HTTP 502 without an explanation' }],
    ['an empty 500', empty(500), { kind: 'unknown' }],
    ['a 201 with broken JSON', broken, { kind: 'unknown' }],
    ['an empty 201', empty(201), { kind: 'unknown' }],
    ['a 201 without a SID', json(201, { status: 'queued' }), { kind: 'unknown' }],
    [
      '21611',
      json(400, { code: 21611, message: 'queue full' }),
      { kind: 'throttled', code: 21611, retryAfterMs: 60_000 },
    ],
    [
      '429 with Retry-After',
      json(429, { code: 20429 }, { 'retry-after': '2' }),
      { kind: 'throttled', code: 20429, retryAfterMs: 2_000 },
    ],
    [
      'an RFC 9457 429',
      json(429, { type: 't', title: 'Too many', status: 429, code: 20429, detail: 'Slow down' }),
      { kind: 'throttled', message: 'Slow down' },
    ],
  ])('of %s has its outcome, after one request', async (_, script, outcome) => {
    await using server = await startScriptedServer(script);
    await using twilio = makeTwilio(server);
    expect(await twilio.requestTwilio(submission)).toMatchObject(outcome);
    expect(server.received).toHaveLength(1);
  });

  it("counts an HTTP date in Retry-After from the clock's time", async () => {
    const headers = { 'retry-after': 'Sun, 22 Nov 2026 12:00:09 GMT' };
    await using server = await startScriptedServer(json(429, { code: 20429 }, headers));
    await using twilio = makeTwilio({ ...server, clock: () => new Date('2026-11-22T12:00:00Z') });
    expect(await twilio.requestTwilio(submission)).toMatchObject({ kind: 'throttled', retryAfterMs: 9_000 });
  });
});

it("logs a failed request with Twilio's id of it, and without the person", async () => {
  const failure = { code: 21211, message: 'Invalid To +5511988887777' };
  await using server = await startScriptedServer(json(400, failure, { 'twilio-request-id': 'RQ1' }));
  const warn = vi.fn<(fields: object, text: string) => void>();
  await using twilio = makeTwilio({ ...server, log: { warn } });
  await twilio.requestTwilio(submission);
  const [fields] = warn.mock.calls[0] ?? [];
  expect(fields).toMatchObject({ message_id: submission.messageId, request_id: 'RQ1', outcome: { code: 21211 } });
  expect(JSON.stringify(warn.mock.calls)).not.toMatch(/\d{8}7777|Seu pedido|token/);
});

it('uses its connections again for the next requests', async () => {
  const ports = new Set<number | undefined>();
  await using server = await startScriptedServer((response, received) => {
    ports.add(response.socket?.remotePort);
    created(response, received);
  });
  await using twilio = makeTwilio({ ...server, connections: 2 });
  for (let sent = 0; sent < 6; sent += 1) await twilio.requestTwilio(submission);
  expect(server.received).toHaveLength(6);
  expect(ports.size).toBeLessThanOrEqual(2);
});

it('waits for the requests under way when it is disposed of', async () => {
  await using server = await startScriptedServer((response, received) => setTimeout(created, 50, response, received));
  const twilio = makeTwilio(server);
  const sending = twilio.requestTwilio(submission);
  await expect.poll(() => server.received.length).toBe(1);
  await twilio[Symbol.asyncDispose]();
  expect(await sending).toMatchObject({ kind: 'submitted' });
  expect(await twilio.requestTwilio(submission)).toMatchObject({ kind: 'unsent' });
});
