import { Problem, problemTypes, type ProblemType } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmation, startApi, type Answer, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const problemLike = (type: ProblemType) => ({ type: `urn:recado:problem:${type}`, ...problemTypes[type] });

/** Returns the problem of a refusal, after checking that it is one by RFC 9457 and reveals no internals. */
const problemOf = (answer: Answer): Problem => {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = Problem.strict().parse(answer.body);
  expect(problem).toMatchObject({ status: answer.status, instance: answer.headers.get('x-request-id') });
  expect(answer.text).not.toMatch(/ at .*\.ts|select |insert /i);
  return problem;
};

const issuesOf = (answer: Answer): string[] => {
  const problem = problemOf(answer);
  expect(problem).toMatchObject(problemLike('invalid-request'));
  return (problem.errors ?? []).map(({ field, reason }) => `${field}: ${reason}`);
};

const text = { to: '+5511987654321', channel: 'sms', body: 'Oi' };
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe('POST /v1/messages refuses', () => {
  it.each([
    ['no body', undefined, 'to: required'],
    ['an array', [], ': invalid_type'],
    ['null', 'null', ': invalid_type'],
    ['no recipient', { ...text, to: undefined }, 'to: required'],
    ['a recipient that is a number', { ...text, to: 5_511_987_654_321 }, 'to: invalid_type'],
    ['letters for a number', { ...text, to: 'call me' }, 'to: invalid_number'],
    ['too few digits', { ...text, to: '+551198' }, 'to: impossible_number'],
    ['a Brazilian mobile without its ninth digit', { ...text, to: '+551187654321' }, 'to: missing_ninth_digit'],
    ['a landline for SMS', { ...text, to: '+551132345678' }, 'to: landline'],
    ['a number of no country', { ...text, to: '+999123456789' }, 'to: invalid_number'],
    ['neither template nor body', { to: text.to }, 'template: required'],
    ['template and body', { ...confirmation, body: 'Oi' }, 'body: exclusive'],
    ['an unknown template', { ...confirmation, template: 'nothing' }, 'template: unknown_template'],
    ['a language that the template lacks', { ...confirmation, language: 'fr' }, 'template: unknown_template'],
    ['no value for a variable', { ...confirmation, variables: {} }, 'variables.order_id: required'],
    ['an empty value', { ...confirmation, variables: { order_id: ' ' } }, 'variables.order_id: empty'],
    ['a line break', { ...confirmation, variables: { order_id: 'a\nb' } }, 'variables.order_id: line_break'],
    ['an object for a value', { ...confirmation, variables: { order_id: {} } }, 'variables.order_id: invalid_type'],
    ['a NUL', { ...text, body: 'a\0b' }, 'body: invalid_characters'],
    ['a NUL in the reference', { ...text, reference: '\0' }, 'reference: invalid_characters'],
    [
      'half an emoji in metadata',
      '{"to":"+5511987654321","body":"a","metadata":{"a":"\\ud83d"}}',
      'metadata.a: invalid_characters',
    ],
    ['an unknown sender', { ...text, sender: 'nobody' }, 'sender: unknown_sender'],
    ['a sender of another channel', { ...text, sender: 'store' }, 'channel: wrong_channel'],
    ['an unknown channel', { ...text, channel: 'fax' }, 'channel: invalid_value'],
    ['a time without a zone', { ...text, send_at: '2026-11-22T12:00:00' }, 'send_at: invalid_format'],
    ['a time long past', { ...text, send_at: '2020-01-01T00:00:00Z' }, 'send_at: in_the_past'],
    ['a time years ahead', { ...text, send_at: '2999-01-01T00:00:00Z' }, 'send_at: too_far'],
    ['no time to be valid', { ...text, send_at: inAnHour(), valid_for: 0 }, 'valid_for: too_small'],
    ['a text that is too long', { ...text, body: 'x'.repeat(1601) }, 'body: too_big'],
    ['metadata that is too deep', { ...text, metadata: { a: { b: 1 } } }, 'metadata.a: invalid_type'],
    ['a fallback of an SMS', { ...text, fallback: { channel: 'sms', body: 'Oi' } }, 'fallback: wrong_channel'],
    [
      'a fallback by WhatsApp',
      { ...confirmation, fallback: { channel: 'whatsapp' } },
      'fallback.channel: invalid_value',
    ],
    ['a fallback without a text', { ...confirmation, fallback: { channel: 'sms' } }, 'fallback.template: required'],
    [
      'a fallback to a landline',
      { ...confirmation, to: '+551132345678', fallback: { channel: 'sms', body: 'Oi' } },
      'fallback.channel: landline',
    ],
    [
      '__proto__ in the variables of a fallback',
      '{"to":"+5511987654321","template":"order_confirmation","fallback":{"channel":"sms","variables":{"__proto__":"x"}}}',
      '__proto__: unknown_field',
    ],
    ['an unknown field', { ...text, form: '+1' }, 'form: unknown_field'],
    ['__proto__', '{"to":"+5511987654321","body":"Oi","__proto__":{"sender":"store"}}', '__proto__: unknown_field'],
    [
      '__proto__ in metadata',
      '{"to":"+5511987654321","body":"Oi","metadata":{"__proto__":"x"}}',
      '__proto__: unknown_field',
    ],
    ['constructor as a field', { ...text, constructor: { prototype: {} } }, 'constructor: unknown_field'],
  ])('%s', async (_what, body, issue) => {
    const answer = await api.call('POST', '/v1/messages', { body, headers: { 'content-type': 'application/json' } });
    expect(issuesOf(answer)).toContain(issue);
  });

  it('a text in Latin-1, of which UTF-8 would make something else', async () => {
    const body = Buffer.from(JSON.stringify({ ...text, body: 'Promoção' }), 'latin1');
    expect(problemOf(await api.call('POST', '/v1/messages', { body }))).toMatchObject(problemLike('malformed-request'));
  });

  it.each([
    ['', 'Idempotency-Key: invalid_format'],
    ['x'.repeat(256), 'Idempotency-Key: invalid_format'],
    ['ação', 'Idempotency-Key: invalid_format'],
  ])('the Idempotency-Key %j', async (key, issue) => {
    const answer = await api.call('POST', '/v1/messages', { body: text, headers: { 'idempotency-key': key } });
    expect(issuesOf(answer)).toEqual([issue]);
  });

  it('and leaves nothing behind', async () => {
    expect((await api.call('GET', '/v1/messages')).body).toEqual({ data: [], next_cursor: null });
  });
});

const noId = '019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90';

describe('every refusal is a problem', () => {
  it.each<[ProblemType, string, string?, string?]>([
    ['malformed-request', 'POST /v1/messages', '{"to":', 'application/json'],
    ['unsupported-media-type', 'POST /v1/messages', '{"to":"a"}', 'application/json; charset=koi8-r'],
    ['unsupported-media-type', 'POST /v1/messages', 'to=1', 'application/x-www-form-urlencoded'],
    ['unsupported-media-type', 'POST /v1/messages', '{}', 'text/plain'],
    ['payload-too-large', 'POST /v1/messages', JSON.stringify({ to: 'x'.repeat(70_000) }), 'application/json'],
    ['malformed-request', 'POST /v1/messages', '['.repeat(60_000), 'application/json'],
    ['invalid-request', 'POST /v1/messages', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 'application/json'],
    [
      'invalid-request',
      'POST /v1/messages',
      `{"metadata":${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}}`,
      'application/json',
    ],
    ['not-found', 'GET /v1/messages/nothing'],
    ['not-found', `GET /v1/messages/${noId}`],
    ['not-found', 'GET /v1/messages/%00'],
    ['malformed-request', 'GET /v1/messages/%E0%A4%A'],
    ['not-found', `POST /v1/messages/${noId}/cancel`],
    ['invalid-request', 'GET /v1/messages?limit=0'],
    ['invalid-request', 'GET /v1/messages?limit=201'],
    ['invalid-request', 'GET /v1/messages?status=lost'],
    ['invalid-request', 'GET /v1/messages?status=sent&status=read'],
    ['invalid-request', 'GET /v1/messages?cursor=bm90aGluZw'],
    ['invalid-request', 'GET /v1/messages?reference=%00'],
    ['invalid-request', 'GET /v1/messages?to=nobody'],
    ['invalid-request', 'GET /v1/messages?__proto__=1'],
    ['invalid-request', 'GET /v1/messages?error_code=9999999999999999999'],
    ['invalid-request', `GET /v1/messages?cursor=${Buffer.from('-'.repeat(36)).toString('base64url')}`],
    ['method-not-allowed', 'DELETE /v1/messages'],
    ['method-not-allowed', `PATCH /v1/messages/${noId}`],
    ['method-not-allowed', 'GET /webhooks/twilio/status/x'],
    ['not-found', 'GET /v1'],
    ['not-found', 'POST /v1/nothing'],
    ['not-found', 'POST /webhooks/nothing'],
    ['not-found', 'GET /'],
    ['not-found', 'GET /docs/../package.json'],
    ['not-found', 'GET /docs/%2e%2e%2fpackage.json'],
    ['not-found', 'GET /v1/templates/No%20Name'],
    ['not-found', 'GET /v1/senders/nobody'],
  ])('%s: %s', async (type, asked, body, contentType) => {
    const [method = '', path = ''] = asked.split(' ');
    const headers = contentType === undefined ? {} : { 'content-type': contentType };
    const answer = await api.call(method, path, { body, headers });
    expect(problemOf(answer)).toMatchObject(problemLike(type));
  });

  it('says which methods are allowed', async () => {
    expect((await api.call('DELETE', '/v1/messages')).headers.get('allow')).toBe('POST, GET, HEAD');
  });
});
