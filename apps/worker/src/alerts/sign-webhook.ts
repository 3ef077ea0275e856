import { createHmac } from 'node:crypto';

type Signing = { id: string; at: Date; body: string; secret: string };

const prefix = 'whsec_';

/** The headers of Standard Webhooks (standardwebhooks.com, version 1): HMAC-SHA256 over id, time in seconds and body. */
export const signWebhook = ({ id, at, body, secret }: Signing): Record<string, string> => {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.slice(prefix.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
};
