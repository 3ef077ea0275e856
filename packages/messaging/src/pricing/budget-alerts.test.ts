import { expect, it, vi } from 'vitest';
import { tellAlerts, type Alert } from './budget-alerts.ts';

type Deps = Parameters<typeof tellAlerts>[0];

const now = new Date('2026-11-22T12:00:00Z');
const webhook = { url: 'https://example.com/', secret: 'whsec_' };
const alert = (id: string): Alert => ({
  id,
  level: 50,
  at: now,
  of: { day: '2026-11-22' },
  budget: { amount: '1', currency: 'USD' },
  spent: { amount: '0.5', currency: 'USD' },
});

const world = () => ({
  clock: () => now,
  findAlertWebhook: vi.fn<Deps['findAlertWebhook']>(async () => webhook),
  takeUntold: vi.fn<Deps['takeUntold']>(async () => [alert('a'), alert('b')]),
  postAlert: vi.fn<Deps['postAlert']>(async () => undefined),
  noteTold: vi.fn<Deps['noteTold']>(async () => undefined),
  notTold: vi.fn<Deps['notTold']>(),
});

it('records each alert that was sent', async () => {
  const deps = world();
  expect(await tellAlerts(deps)).toBe(2);
  expect(deps.noteTold.mock.calls).toEqual([
    ['a', now],
    ['b', now],
  ]);
});

it('sends the others when one fails, and leaves that one for later', async () => {
  const deps = world();
  deps.postAlert.mockRejectedValueOnce(new Error('answered 500'));
  await tellAlerts(deps);
  expect(deps.noteTold.mock.calls).toEqual([['b', now]]);
  expect(deps.notTold).toHaveBeenCalledExactlyOnceWith(alert('a'), expect.any(Error));
});

it('takes none while there is no webhook', async () => {
  const deps = world();
  deps.findAlertWebhook.mockResolvedValue(undefined);
  expect(await tellAlerts(deps)).toBe(0);
  expect(deps.takeUntold).not.toHaveBeenCalled();
});
