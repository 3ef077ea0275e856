import { createHmac } from 'node:crypto';
import type { Alert, AlertWebhook } from '@recado/messaging';
import type { Proxy } from '@recado/runtime';
import { EnvHttpProxyAgent, fetch } from 'undici';

/** Shorter than the time after which an alert is sent again. */
const timeoutMs = 10_000;

/**
 * Posts an alert to its webhook, signed. Its id stays the same however often that is done. Rejects unless the answer is 2xx:
 * one that leads elsewhere is not followed.
 */
export const makePostAlert = (clock: () => Date, proxy?: Proxy) => {
  const dispatcher = proxy && new EnvHttpProxyAgent(proxy);
  return async ({ url, secret }: AlertWebhook, alert: Alert): Promise<void> => {
    const body = bodyOf(alert);
    const answer = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Recado',
        ...signWebhook({ id: `msg_${alert.id}`, at: clock(), body, secret }),
      },
      body,
      signal: AbortSignal.timeout(timeoutMs),
      ...(dispatcher && { dispatcher }),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`The alert webhook answered ${answer.status}, not 2xx`);
  };
};

const subjectOf = ({ of }: Extract<Alert, { type: 'budget' }>) =>
  'day' in of ? { kind: 'day', day: of.day } : { kind: 'campaign', id: of.campaignId, name: of.campaignName };

const contentOf = (alert: Alert) => {
  if (alert.type === 'balance')
    return { type: 'balance.low', data: { balance: alert.balance, average_day: alert.averageDay } };
  if (alert.type === 'usage') return { type: 'usage.drift', data: { day: alert.day, sums: alert.sums } };
  const { level, budget, spent } = alert;
  return { type: 'budget.alert', data: { level, subject: subjectOf(alert), budget, spent } };
};

const bodyOf = (alert: Alert): string => {
  const { type, data } = contentOf(alert);
  return JSON.stringify({ type, timestamp: alert.at.toISOString(), data });
};

type Signing = { id: string; at: Date; body: string; secret: string };

const prefix = 'whsec_';

/**
 * Makes the headers of Standard Webhooks (standardwebhooks.com, version 1): HMAC-SHA256 over id, time in seconds and
 * body.
 */
export const signWebhook = ({ id, at, body, secret }: Signing): Record<string, string> => {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.slice(prefix.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
};
