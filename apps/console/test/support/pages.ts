import type { Campaign } from '@recado/contract';
import { patienceMs } from '@recado/testing';
import { expect, vi } from 'vitest';
import type { router } from '../../src/router.tsx';
import type { StartedRecado } from './started-recado.ts';

type Route = keyof (typeof router)['routesByPath'];

/** Campaigns in the states that pages show, and a sender. */
export type Made = { draft: string; ended: string; paused: string; sender: string };

/** Addresses of every route of the console. A new route that is missing here is an error of types. */
const addresses: Record<Exclude<Route, keyof typeof openPages>, (made: Made) => string[]> = {
  '/': () => ['/'],
  '/profile': () => ['/profile'],
  '/campaigns': () => ['/campaigns', '/campaigns?status=paused'],
  '/campaigns/new': ({ ended }) => ['/campaigns/new', `/campaigns/new?from=${ended}`],
  '/campaigns/$id': () => [],
  '/campaigns/$id/': () => [],
  '/campaigns/$id/message': ({ draft, ended }) => [`/campaigns/${draft}/message`, `/campaigns/${ended}/message`],
  '/campaigns/$id/people': ({ draft, ended }) => [
    `/campaigns/${draft}/people`,
    `/campaigns/${ended}/people`,
    `/campaigns/${ended}/people?error_code=63024`,
    `/campaigns/${ended}/people?status=canceled`,
  ],
  '/campaigns/$id/when': ({ draft }) => [`/campaigns/${draft}/when`],
  '/campaigns/$id/consent': ({ draft }) => [`/campaigns/${draft}/consent`],
  '/campaigns/$id/review': ({ draft }) => [`/campaigns/${draft}/review`],
  '/campaigns/$id/progress': ({ ended, paused }) => [`/campaigns/${ended}/progress`, `/campaigns/${paused}/progress`],
  '/campaigns/$id/results': ({ ended }) => [`/campaigns/${ended}/results`],
  '/operations': () => [],
  '/operations/': () => ['/operations'],
  '/operations/senders/$id': ({ sender }) => [`/operations/senders/${sender}`],
  '/operations/failures': () => ['/operations/failures'],
  '/operations/callbacks': () => ['/operations/callbacks'],
  '/operations/audit': () => ['/operations/audit'],
};

/** Pages of people who have not signed in. */
export const openPages = { '/sign-in': '/sign-in', '/invite': '/invite#0000' };

export const pagesOf = (made: Made): string[] => [
  ...Object.values(addresses).flatMap((list) => list(made)),
  '/nothing-here',
];

/** Each page of one thing, at the address of a thing that does not exist. */
export const pagesOfMissing = (): string[] => {
  const id = '00000000-0000-7000-8000-000000000000';
  return [...new Set(pagesOf({ draft: id, ended: id, paused: id, sender: id }))].filter((path) => path.includes(id));
};

const consent = { source: 'store', evidence: 'form of 2026' };

/** Numbers of people. The simulator ends messages to the last three with the error that they name. */
export const phones = ['987010001', '987010002', '987010003', '905563024', '905563049', '905530008'].map(
  (end) => `+5511${end}`,
);

/** Fills Recado with what pages show: campaigns, failures, callbacks that fit no message, and a sender that stands still. */
export const fillRecado = async ({ url, call, simulator }: StartedRecado): Promise<Made> => {
  const makeCampaign = async (name: string): Promise<string> => {
    const draft = { name, template: 'promotion', language: 'pt_BR', consent };
    const { id } = await call<Campaign>('POST', '/campaigns', draft);
    await call('POST', `/campaigns/${id}/recipients`, ['phone,discount', ...phones.map((to) => `${to},5%`)].join('\n'));
    return id;
  };
  await call('POST', `/contacts/${encodeURIComponent(phones[0] ?? '')}/opt-out`, {});
  const ended = await makeCampaign('7001');
  await call('POST', `/campaigns/${ended}/launch`, {});
  const paused = await makeCampaign('7002');
  await call('PATCH', `/campaigns/${paused}`, { send_at: new Date(Date.now() + 3_600_000).toISOString() });
  await call('POST', `/campaigns/${paused}/launch`, {});
  await call('POST', `/campaigns/${paused}/pause`);
  const draft = await makeCampaign('7003');

  await fetch(`${url}/webhooks/twilio/status/${draft}`, { method: 'POST', body: new URLSearchParams({ a: 'b' }) });
  const account = `${simulator.url}/2010-04-01/Accounts/${simulator.accountSid}`;
  const credentials = Buffer.from(`${simulator.accountSid}:${simulator.authToken}`).toString('base64');
  const foreign = {
    To: '+5511987010009',
    From: '+15005550006',
    Body: 'x',
    StatusCallback: `${url}/webhooks/twilio/status/${draft}`,
  };
  await fetch(`${account}/Messages.json`, {
    method: 'POST',
    headers: { authorization: `Basic ${credentials}` },
    body: new URLSearchParams(foreign),
  });
  await call('PUT', '/settings', { daily_budget: { amount: '50.00', currency: 'USD' } });
  await call('PUT', '/senders/store', { mps: 70 });
  // It is called by hooks, where Vitest has no `expect.poll`.
  const waitFor = (check: () => Promise<void>) => vi.waitFor(check, { timeout: patienceMs, interval: 100 });
  await waitFor(async () =>
    expect(await call<Campaign>('GET', `/campaigns/${ended}`)).toMatchObject({
      status: 'completed',
      progress: { by_status: { sent: 0 } },
    }),
  );
  for (const path of ['/callbacks/refused', '/callbacks/unknown', '/failures'])
    await waitFor(async () => expect(await call('GET', path)).not.toMatchObject({ data: [] }));
  await call('POST', '/bulk_retries', { filter: { error_code: 63024 } });
  await call('PUT', '/senders/store', { paused: true });
  return { draft, ended, paused, sender: 'store' };
};
