import { expect, it, vi } from 'vitest';
import { catchUpInbound } from './catch-up.ts';
import type { InboundReport } from './inbound.ts';

const now = new Date('2026-11-22T12:00:00Z');
const read = { senderId: 'store', channel: 'whatsapp', address: '+551150289876', createdAt: now } as const;
const report = (twilioSid: string, body: string, receivedAt: Date): InboundReport => ({
  twilioSid,
  channel: 'whatsapp',
  from: '+5511987654321',
  to: [read.address],
  content: { body },
  receivedAt,
});

const makeDeps = (pages: () => AsyncGenerator<InboundReport[], void>) => ({
  clock: () => now,
  log: { info: vi.fn(), warn: vi.fn() },
  takeInboundReads: vi.fn(async () => [read]),
  listInboundAtTwilio: vi.fn(pages),
  findKnownInbound: async () => ['SM1'],
  finishInboundRead: vi.fn(async () => false),
  failInboundRead: vi.fn(async () => true),
  findSenders: async () => [],
  insertInbound: vi.fn(async () => 'kept' as const),
  findConfirmationBasis: async () => ({ setting: { enabled: false, texts: {} } }),
  confirmConsent: async () => undefined,
  enqueueSoon: vi.fn(),
});

it('takes in what is not stored, the oldest first, at the time of Twilio', async () => {
  const deps = makeDeps(async function* pages() {
    yield [report('SM3', 'VOLTAR', now), report('SM2', 'PARAR', now), report('SM1', 'Oi', now)];
  });
  const onStep = vi.fn();
  await catchUpInbound(deps, new AbortController().signal, onStep);
  expect(onStep).toHaveBeenCalledOnce();
  expect(deps.insertInbound.mock.calls).toMatchObject([
    [{ twilioSid: 'SM2', wish: 'stop', receivedAt: now }],
    [{ twilioSid: 'SM3', wish: 'start', receivedAt: now }],
  ]);
  expect(deps.finishInboundRead).toHaveBeenCalledWith('store', { began: now, againAfterMs: 300_000 });
  expect(deps.failInboundRead).not.toHaveBeenCalled();
});

it('says once that the list cannot be read, and tries again soon', async () => {
  const deps = makeDeps(async function* pages() {
    yield [];
    throw new Error('Twilio was not reached');
  });
  await catchUpInbound(deps, new AbortController().signal);
  deps.failInboundRead.mockResolvedValue(false);
  await catchUpInbound(deps, new AbortController().signal);
  expect(deps.failInboundRead).toHaveBeenCalledWith('store', {
    reason: 'Twilio was not reached',
    againAfterMs: 15_000,
  });
  expect(deps.finishInboundRead).not.toHaveBeenCalled();
  expect(deps.log.warn).toHaveBeenCalledTimes(1);
});
