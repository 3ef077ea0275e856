import type { Alert, AlertWebhook } from '@recado/messaging';
import { signWebhook } from './alerts/sign-webhook.ts';

/** Less than the time after which an alert is told again. */
const timeoutMs = 10_000;

const subjectOf = ({ of }: Alert) =>
  'day' in of ? { kind: 'day', day: of.day } : { kind: 'campaign', id: of.campaignId, name: of.campaignName };

const bodyOf = (alert: Alert): string =>
  JSON.stringify({
    type: 'budget.alert',
    timestamp: alert.at.toISOString(),
    data: { level: alert.level, subject: subjectOf(alert), budget: alert.budget, spent: alert.spent },
  });

/**
 * Posts an alert to its webhook, signed. Its id stays the same however often that is done. Rejects unless the answer is 2xx:
 * one that leads elsewhere is not followed.
 */
export const makePostAlert =
  (clock: () => Date) =>
  async ({ url, secret }: AlertWebhook, alert: Alert): Promise<void> => {
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
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`The alert webhook answered ${answer.status}, not 2xx`);
  };
