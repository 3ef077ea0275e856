import { queueEngines } from '@recado/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allowMarketing } from './support/allow-marketing.ts';
import { makeCampaignActions } from './support/campaign-actions.ts';
import { startSystem, type System } from './support/system.ts';

const [engine = 'postgresql'] = queueEngines;

let system: System;
beforeAll(async () => {
  system = await startSystem(engine, { SIMULATOR_READ_SHARE: '1' }, { UPKEEP_INTERVAL_MS: '1000' });
  await allowMarketing(system);
  const limits = { enabled: true, first_people: 120, watch: 'PT1H' };
  await system.call('PUT', '/v1/settings', { objection_limits: limits });
  await system.startWorker();
});
afterAll(() => system[Symbol.asyncDispose]());

type Shown = {
  id: string;
  status: string;
  status_reason?: string;
  recipients: number;
  first_part?: { people: number; fed_at?: string };
  audience?: { is_copying: boolean };
  progress: { by_status: Record<string, number>; engagement: object };
};

const shown = async (id: string) => (await system.call('GET', `/v1/campaigns/${id}`)).body as unknown as Shown;

const becomes = (id: string, like: object) => expect.poll(() => shown(id), { interval: 500 }).toMatchObject(like);

const answer = (from: string, message: object) =>
  fetch(`${system.simulator.url}/simulator/inbound`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from: `whatsapp:${from}`, to: 'whatsapp:+551150289876', ...message }),
  });

it('a campaign waits after its first part, pauses for objections, goes on by a person, and is followed up', async () => {
  const { draft, upload, launch } = makeCampaignActions(system);
  const id = await draft();
  const people = Array.from({ length: 300 }, (_, n) => `+55119${81_000_000 + n}`);
  await upload(id, ['telefone,discount', ...people.map((to) => `${to},20%`)].join('\n'));
  await launch(id);
  await becomes(id, {
    status: 'running',
    first_part: { people: 120, fed_at: expect.any(String) },
    progress: { by_status: { read: 120, pending: 180 } },
  });
  const reached = await system.call('GET', `/v1/messages?campaign_id=${id}&limit=5`);
  const [ana = '', bia = '', caio = '', dora = ''] = (reached.body.data as { to: string }[]).map(({ to }) => to);
  await answer(ana, { button_text: 'Quero', button_payload: 'yes' });
  for (const person of [bia, caio, dora]) await answer(person, { body: 'Parar' });
  await becomes(id, {
    status: 'paused',
    status_reason: 'objections',
    progress: {
      engagement: {
        read: { count: 120, of: 120, percent: 100 },
        replied: { count: 4, of: 120 },
        opted_out: { count: 3, of: 120 },
        buttons: [{ text: 'Quero', count: 1 }],
        median_seconds_to_reply: expect.any(Number),
      },
    },
  });
  expect((await system.call('POST', `/v1/campaigns/${id}/resume`)).status).toBe(200);
  await becomes(id, { status: 'completed', progress: { by_status: { read: 300 } } });
  const next = await draft({ name: 'Again', audience: { from_campaign: id, where: ['replied'] } });
  await becomes(next, { recipients: 4, audience: { is_copying: false } });
});
