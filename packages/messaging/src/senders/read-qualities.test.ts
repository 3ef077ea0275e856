import { expect, it, vi } from 'vitest';
import { readQualities, type ReadQualitiesDeps } from './read-qualities.ts';
import type { RecordedSender } from './sender.ts';

const now = new Date('2026-11-22T12:00:00Z');
const sender = (id: string, channel: RecordedSender['channel'] = 'whatsapp'): RecordedSender => ({
  id,
  channel,
  address: `+55115028987${id.length}`,
  mps: 80,
  dailyLimit: null,
  paused: false,
  createdAt: now,
  updatedAt: now,
});

const world = (senders: RecordedSender[]) => ({
  clock: () => now,
  findSenders: async () => senders,
  takeAccountLook: vi.fn<ReadQualitiesDeps['takeAccountLook']>(async () => true),
  fetchQualities: vi.fn<ReadQualitiesDeps['fetchQualities']>(
    async ([first = '']) => new Map([[first, { rating: 'low' as const }]]),
  ),
  saveQualities: vi.fn<ReadQualitiesDeps['saveQualities']>(async () => [{ senderId: 'store', by: 'store' }]),
  pauseChanged: vi.fn<ReadQualitiesDeps['pauseChanged']>(),
});

it('stores what Twilio says of the WhatsApp senders that it has, and reports the pauses', async () => {
  const deps = world([sender('store'), sender('second'), sender('texts', 'sms')]);
  expect(await readQualities(deps)).toBe(true);
  expect(deps.fetchQualities).toHaveBeenCalledExactlyOnceWith([sender('store').address, sender('second').address]);
  expect(deps.saveQualities).toHaveBeenCalledExactlyOnceWith([{ senderId: 'store', rating: 'low' }], now);
  expect(deps.pauseChanged).toHaveBeenCalledExactlyOnceWith({ senderId: 'store', by: 'store' });
});

it('asks nothing without a WhatsApp sender, or if another worker asked', async () => {
  const withoutSenders = world([sender('texts', 'sms')]);
  expect(await readQualities(withoutSenders)).toBe(false);
  const late = world([sender('store')]);
  late.takeAccountLook.mockResolvedValue(false);
  expect(await readQualities(late)).toBe(false);
  for (const deps of [withoutSenders, late]) expect(deps.fetchQualities).not.toHaveBeenCalled();
});
