import { Message } from '@recado/contract';
import { newApiKey } from '@recado/messaging';
import { expect, it } from 'vitest';
import { openKeyStore } from './support/key-store.ts';
import { bootstrapKey, confirmation, environment, startApiProcess, twilioAuthToken } from './support/running-api.ts';

const number = '5511987654321';
const text = 'O seu código secreto é 778899';
const secretVariable = 'pedido-muito-secreto';

it('holds no number, text, key or token of any request', async () => {
  await using api = await startApiProcess({ LOG_LEVEL: 'trace' });
  const wrongKey = newApiKey().key;
  const sms = { to: `+${number}`, channel: 'sms', body: text };
  const variables = { order_id: secretVariable };
  const { body } = await api.call('POST', '/v1/messages', { body: sms, headers: { 'idempotency-key': 'k' } });
  const { id } = Message.parse(body);
  await api.call('POST', '/v1/messages', { body: { ...confirmation, variables } });
  await api.call('POST', '/v1/messages', { body: { ...sms, to: `${number}0000` } });
  await api.call('POST', '/v1/messages', { body: `{"to":"+${number}","body":"${text}"` });
  await api.call('GET', `/v1/messages?to=%2B${number}`);
  await api.call('GET', `/v1/contacts/+${number}`);
  await api.call('GET', `/v1/contacts/whatsapp:+${number}`, { headers: { 'x-request-id': `tel:${number}` } });
  await api.call('GET', '/v1/messages', { key: wrongKey });
  await api.call('POST', `/webhooks/twilio/status/${id}`, {
    body: `To=%2B${number}&Body=${encodeURIComponent(text)}&MessageSid=SM1&MessageStatus=sent`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'c2lnbmF0dXJl' },
  });
  await api.process.kill();

  const log = api.process.output.text();
  expect(log.match(/"requestId":/g)?.length).toBe(9);
  const env = environment(api.databaseUrl);
  const secrets = [
    number,
    '987654321',
    '778899',
    secretVariable,
    bootstrapKey,
    wrongKey,
    twilioAuthToken,
    'c2lnbmF0dXJl',
  ];
  for (const secret of [...secrets, env.RECADO_INDEX_KEY, env.RECADO_ENCRYPTION_KEYS.slice(3)])
    expect(log).not.toContain(secret);
});

it('names the key of a request by its id, and none for a refused key', async () => {
  await using api = await startApiProcess({ LOG_SAMPLE_PERCENT: '100' });
  await using keys = openKeyStore(api.databaseUrl);
  const { id, key } = await keys.makeKey(['messages:write']);
  const lineOf = async (name: string, call: { key: string | undefined }) => {
    await api.call('POST', '/v1/messages', { ...call, body: confirmation, headers: { 'x-request-id': name } });
    return JSON.parse(await api.process.output.waitForLine(new RegExp(`"requestId":"${name}"`))) as object;
  };
  expect(await lineOf('order-1', { key })).toMatchObject({
    caller: id,
    status: 202,
    message_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(await lineOf('order-2', { key: newApiKey().key })).not.toHaveProperty('caller');
});

it('names a request by the id that its answer carries', async () => {
  await using api = await startApiProcess();
  const named = await api.call('GET', '/v1/messages', { headers: { 'x-request-id': 'shop-42' } });
  expect(named.headers.get('x-request-id')).toBe('shop-42');
  const line = await api.process.output.waitForLine(/"requestId":"shop-42"/);
  expect(JSON.parse(line)).toMatchObject({ method: 'GET', path: '/v1/messages', status: 200, ms: expect.any(Number) });
  const forged = await api.call('GET', '/v1/messages', { headers: { 'x-request-id': 'a b"c' } });
  expect(forged.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

it('has each step of the messages of the sample, and of the others only failures', async () => {
  await using api = await startApiProcess({ LOG_SAMPLE_PERCENT: '0' });
  const post = (body: unknown, name: string) =>
    api.call('POST', '/v1/messages', { body, headers: { 'x-request-id': name } });
  await post(confirmation, 'accepted');
  await post({ ...confirmation, template: 'unknown' }, 'refused');
  await api.call('GET', '/v1/messages', { headers: { 'x-request-id': 'listed' } });
  await api.process.output.waitForLine(/"requestId":"listed"/);
  const log = api.process.output.text();
  expect(log).toContain('"requestId":"refused"');
  expect(log).not.toContain('"requestId":"accepted"');
});
