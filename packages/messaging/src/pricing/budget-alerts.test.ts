import { expect, it, vi } from 'vitest';
import { sendAlerts, type Alert } from './budget-alerts.ts';

type Deps = Parameters<typeof sendAlerts>[0];

const now = new Date('2026-11-22T12:00:00Z');
const webhook = { url: 'https://example.com/', secret: 'whsec_' };
const alert = (id: string): Alert => ({
  id,
  type: 'budget',
  level: 50,
  at: now,
  of: { day: '2026-11-22' },
  budget: { amount: '1', currency: 'USD' },
  spent: { amount: '0.5', currency: 'USD' },
});

const world = () => ({
  clock: () => now,
  findAlertWebhook: vi.fn<Deps['findAlertWebhook']>(async () => webhook),
  takeUnsentAlerts: vi.fn<Deps['takeUnsentAlerts']>(async () => [alert('a'), alert('b')]),
  postAlert: vi.fn<Deps['postAlert']>(async () => undefined),
  markAlertSent: vi.fn<Deps['markAlertSent']>(async () => undefined),
  notSent: vi.fn<Deps['notSent']>(),
});

it('records each alert that was sent', async () => {
  const deps = world();
  expect(await sendAlerts(deps)).toBe(2);
  expect(deps.markAlertSent.mock.calls).toEqual([
    ['a', now],
    ['b', now],
  ]);
});

it('sends the others when one fails, and leaves that one for later', async () => {
  const deps = world();
  deps.postAlert.mockRejectedValueOnce(new Error('answered 500'));
  await sendAlerts(deps);
  expect(deps.markAlertSent.mock.calls).toEqual([['b', now]]);
  expect(deps.notSent).toHaveBeenCalledExactlyOnceWith(alert('a'), expect.any(Error));
});

it('takes none while there is no webhook', async () => {
  const deps = world();
  deps.findAlertWebhook.mockResolvedValue(undefined);
  expect(await sendAlerts(deps)).toBe(0);
  expect(deps.takeUnsentAlerts).not.toHaveBeenCalled();
});
