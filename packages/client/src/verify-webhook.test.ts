import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { verifyWebhook, type WebhookHeaders } from './verify-webhook.ts';

const makeSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const secret = makeSecret();
const now = new Date('2026-11-29T12:00:00Z');
const body = JSON.stringify({ id: 'e1', type: 'message.delivered', data: { text: 'olá 👋' } });

/** Signs as the library of the specification does. */
const sign = (text = body, keys = [secret], at = now): Record<string, string> => ({
  'webhook-id': 'e1',
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': keys.map((key) => new Webhook(key).sign('e1', at, text)).join(' '),
});

test.each<[string, string | Uint8Array, WebhookHeaders, string | string[]]>([
  ['as text', body, sign(), secret],
  ['as bytes', Buffer.from(body), sign(), secret],
  ['with the headers of fetch', body, new Headers(sign()), secret],
  ['signed with two secrets, of which one is known', body, sign(body, [makeSecret(), secret]), secret],
  ['while two secrets are known', body, sign(), [makeSecret(), secret]],
  ['with a secret without its prefix', body, sign(), secret.slice('whsec_'.length)],
  ['four minutes old', body, sign(body, [secret], new Date(now.getTime() - 240_000)), secret],
  ['beside a signature of another version', body, withSignature((own) => `v1a,AAAA ${own}`), secret],
  ['beside a signature that cannot be read', body, withSignature((own) => `v1,%% ${own}`), secret],
])('a webhook is verified: %s', async (_, given, headers, secrets) => {
  expect(await verifyWebhook(given, headers, secrets, { now })).toEqual(JSON.parse(body));
});

function withSignature(change: (own: string) => string): Record<string, string> {
  return { ...sign(), 'webhook-signature': change(sign()['webhook-signature'] ?? '') };
}

test('a body that was parsed already is refused with what to do', async () => {
  const parsed = JSON.parse(body) as string;
  await expect(verifyWebhook(parsed, sign(), secret, { now })).rejects.toThrow('express.raw()');
});

test.each<[string, string, WebhookHeaders, string | string[], string]>([
  ['another body', `${body} `, sign(), secret, 'wrong_signature'],
  ['another id', body, { ...sign(), 'webhook-id': 'e2' }, secret, 'wrong_signature'],
  ['another secret', body, sign(), makeSecret(), 'wrong_signature'],
  ['no secret', body, sign(), [], 'wrong_signature'],
  ['a signature cut short', body, withSignature((own) => own.slice(0, -8)), secret, 'wrong_signature'],
  ['a signature without version', body, withSignature((own) => own.slice(3)), secret, 'wrong_signature'],
  ['no signature', body, { ...sign(), 'webhook-signature': undefined }, secret, 'missing_header'],
  ['two ids', body, { ...sign(), 'webhook-id': ['e1', 'e1'] }, secret, 'missing_header'],
  ['no headers', body, {}, secret, 'missing_header'],
  ['an old time', body, sign(body, [secret], new Date(now.getTime() - 301_000)), secret, 'wrong_time'],
  ['a time to come', body, sign(body, [secret], new Date(now.getTime() + 301_000)), secret, 'wrong_time'],
  ['a time that is none', body, { ...sign(), 'webhook-timestamp': 'now' }, secret, 'wrong_time'],
  ['an empty secret', body, sign(), 'whsec_', 'invalid_secret'],
  ['a secret that cannot be read', body, sign(), 'whsec_%', 'invalid_secret'],
])('a webhook is refused: %s', async (_, given, headers, secrets, reason) => {
  await expect(verifyWebhook(given, headers, secrets, { now })).rejects.toMatchObject({
    name: 'WebhookError',
    reason,
  });
});
