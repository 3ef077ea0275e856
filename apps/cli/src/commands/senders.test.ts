import type { Sender } from '@recado/contract';
import { expect, test } from 'vitest';
import { showSenders } from './senders.ts';

const sender: Sender = {
  id: 'store',
  channel: 'whatsapp',
  address: '+551150289876',
  mps: 80,
  daily_limit: null,
  limit_in_force: 2_000,
  portfolio: 'main',
  quality: { rating: 'low', messaging_limit: 2_000, checked_at: '2026-11-22T12:00:00.000Z' },
  reached: 17,
  paused: false,
  rate: { in_force: 40, mps: 80 },
  health: { status: 'throttled' },
  marketing_waits: { since: '2026-11-22T12:00:00.000Z', reason: 'low_quality: WhatsApp rates it as low' },
  created_at: '2026-11-22T12:00:00.000Z',
  updated_at: '2026-11-22T12:00:00.000Z',
};

test('senders are shown with their portfolio, quality and limit, and why marketing waits', () => {
  const lines = showSenders([sender]).split('\n');
  expect(lines[1]).toMatch(/^store +whatsapp +\+551150289876 +throttled +40\/80 +main +low +2000 +17$/);
  expect(lines[2]).toBe('Marketing of store waits: low_quality: WhatsApp rates it as low.');
});

test('what is not known is a dash', () => {
  const { quality: _quality, reached: _reached, marketing_waits: _waits, ...rest } = sender;
  const lines = showSenders([{ ...rest, portfolio: null, limit_in_force: null }]).split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toMatch(/40\/80 +- +- +- +-$/);
});
