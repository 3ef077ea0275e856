import { expect, it } from 'vitest';
import type { Fate } from '../lifecycle/fate.ts';
import { plan, type PlanRequest } from './plan.ts';

const request = (changes: Partial<PlanRequest>): PlanRequest => ({
  channel: 'sms',
  initial: 'queued',
  fate: { end: 'ordinary' },
  validityMs: 36_000_000,
  stepMs: () => 100,
  isRead: () => false,
  ...changes,
});

const path = (changes: Partial<PlanRequest>) =>
  plan(request(changes))
    .map(({ status, errorCode }) => (errorCode ? `${status} ${errorCode}` : status))
    .join(' ');

it('takes an SMS over sending', () => {
  expect(path({})).toBe('sending sent delivered');
});

it('delivers a WhatsApp message, and has some read', () => {
  expect(path({ channel: 'whatsapp' })).toBe('sent delivered');
  expect(path({ channel: 'whatsapp', isRead: () => true })).toBe('sent delivered read');
});

it('queues what a Messaging Service accepted or scheduled', () => {
  expect(path({ initial: 'accepted' })).toBe('queued sending sent delivered');
  expect(path({ initial: 'scheduled', channel: 'whatsapp' })).toBe('queued sent delivered');
});

it.each<[Fate, string, string]>([
  [{ end: 'undelivered', errorCode: 30003 }, 'sending sent undelivered 30003', 'sent undelivered 30003'],
  [{ end: 'failed', errorCode: 63018 }, 'sending failed 63018', 'failed 63018'],
  [{ end: 'sent' }, 'sending sent', 'sent'],
  [{ end: 'delivered' }, 'sending sent delivered', 'sent delivered'],
  [{ end: 'read' }, 'sending sent delivered', 'sent delivered read'],
])('follows the fate %j', (fate, sms, whatsapp) => {
  expect(path({ fate, isRead: () => true })).toBe(sms);
  expect(path({ fate, channel: 'whatsapp' })).toBe(whatsapp);
});

it('slows every step down', () => {
  expect(plan(request({ fate: { end: 'ordinary', pace: 10 } })).map(({ afterMs }) => afterMs)).toEqual([
    1000, 1000, 1000,
  ]);
});

it('fails what is not sent within its validity, at the end of it', () => {
  expect(plan(request({ validityMs: 150 }))).toEqual([
    { status: 'sending', afterMs: 100 },
    { status: 'failed', afterMs: 50, errorCode: 30036 },
  ]);
});

it('delivers after the validity what was sent within it', () => {
  expect(path({ validityMs: 200 })).toBe('sending sent delivered');
});

it('fails what stays queued when its validity ends', () => {
  expect(plan(request({ fate: { end: 'queued' }, validityMs: 5000 }))).toEqual([
    { status: 'failed', afterMs: 5000, errorCode: 30036 },
  ]);
});
