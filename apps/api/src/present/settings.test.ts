import { Sender } from '@recado/contract';
import type { RecordedSender } from '@recado/messaging';
import { expect, it } from 'vitest';
import { presentSender } from './settings.ts';

const now = new Date('2026-11-22T12:00:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);

const plain: RecordedSender = {
  id: 'store',
  channel: 'whatsapp',
  address: '+551150289876',
  mps: 80,
  dailyLimit: null,
  paused: false,
  createdAt: now,
  updatedAt: now,
};
const shown = (sender: Partial<RecordedSender>) => Sender.parse(presentSender({ ...plain, ...sender }, now));

const throttle = { rate: 20, at: later(-5_000), cause: 63018 };
const onHold = { until: later(1_000), reason: 'Twilio 63038: used up' };
const outage = { until: later(1_000), reason: 'connect ECONNREFUSED' };
const until = later(1_000).toISOString();

it('shows a sender at its full rate', () => {
  expect(shown({})).toMatchObject({ rate: { in_force: 80, mps: 80 }, health: { status: 'ok' } });
});

it('shows a reduced rate, since when, and why', () => {
  expect(shown({ throttle }).rate).toEqual({
    in_force: 28,
    mps: 80,
    reduced_since: later(-5_000).toISOString(),
    cause: { code: 63018, meaning: expect.any(String) },
  });
});

it('shows no cause when Twilio gave no code, and one for a code that is new', () => {
  expect(shown({ throttle: { rate: 40, at: now } }).rate).not.toHaveProperty('cause');
  expect(shown({ throttle: { ...throttle, cause: 99_999 } }).rate.cause).toMatchObject({ code: 99_999 });
});

it('no longer shows a throttle that is over', () => {
  expect(shown({ throttle: { ...throttle, at: later(-600_000) } }).rate).toEqual({ in_force: 80, mps: 80 });
});

it.each<[string, Partial<RecordedSender>, Sender['health']]>([
  ['a reduced rate', { throttle }, { status: 'throttled' }],
  ['an outage', { throttle, outage }, { status: 'unreachable', reason: outage.reason, until }],
  ['a hold', { outage, onHold }, { status: 'on_hold', reason: onHold.reason, until }],
  ['a pause', { onHold, paused: true, pausedReason: 'quality' }, { status: 'paused', reason: 'quality' }],
  ['what is over', { onHold: { ...onHold, until: now }, outage: { ...outage, until: now } }, { status: 'ok' }],
])('the health of a sender with %s', (_what, sender, health) => {
  expect(shown(sender).health).toEqual(health);
});

it('shows how many people it reached of those that it may', () => {
  expect(shown({ dailyLimit: 250, reached: 17 })).toMatchObject({ daily_limit: 250, reached: 17 });
  expect(shown({})).not.toHaveProperty('reached');
});

it('shows the quality of a sender, the limit in force, and why its marketing waits', () => {
  const quality = { rating: 'low', messagingLimit: null, checkedAt: now } as const;
  const pause = { since: now, by: 'store' };
  const low = shown({ portfolio: 'main', peopleLimit: 2_000, quality, marketingPause: pause });
  expect(low).toMatchObject({
    portfolio: 'main',
    limit_in_force: 2_000,
    quality: { rating: 'low', messaging_limit: null, checked_at: now.toISOString() },
    marketing_waits: { since: now.toISOString(), reason: expect.stringContaining('low_quality: WhatsApp rates') },
  });
  expect(shown({ marketingPause: { since: now, by: 'second' } }).marketing_waits?.reason).toContain('sender second');
  expect(shown({})).toMatchObject({ portfolio: null, limit_in_force: null });
  expect(shown({})).not.toHaveProperty('quality');
});
