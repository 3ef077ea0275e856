import { bootstrapKey } from '../support/environment.ts';
import type { IdsSeen } from './ids-seen.ts';

type Send = { body: object | string; type?: string };

const ask = async (url: string, path: string, { body, type = 'application/json' }: Send): Promise<unknown> => {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${bootstrapKey}`, 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};

const campaigns = 12;
const csv = 'to,discount\n11987654321,10%\n11987654322,20%\n1,x\n';

/** Lets there be messages and campaigns with an audience, so that requests find something. */
export const prepare = async (url: string, ids: IdsSeen): Promise<void> => {
  const message = { to: '+5511987654321', template: 'order_confirmation', variables: { order_id: '1042' } };
  for (const reference of ['a', 'b', 'c'])
    ids.learn('messages', await ask(url, '/v1/messages', { body: { ...message, reference } }));
  for (let number = 0; number < campaigns; number += 1) {
    const campaign = (await ask(url, '/v1/campaigns', { body: { name: 'Natal', template: 'promotion' } })) as {
      id: string;
    };
    ids.learn('campaigns', campaign);
    const recipients = `/v1/campaigns/${campaign.id}/recipients`;
    ids.learn('campaigns', await ask(url, recipients, { body: csv, type: 'text/csv' }));
  }
};
