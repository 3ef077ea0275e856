import { describe, expect, it } from 'vitest';
import { aMessage } from '../../test/support/a-message.ts';
import { deliveryPlanOf, plan, priceOf, type DeliveryPlan, type PlanRequest } from './plan.ts';

describe('plan', () => {
  const request = (changes: Partial<PlanRequest>): PlanRequest => ({
    channel: 'sms',
    initial: 'queued',
    deliveryPlan: { end: 'ordinary' },
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

  it.each<[DeliveryPlan, string, string]>([
    [{ end: 'undelivered', errorCode: 30003 }, 'sending sent undelivered 30003', 'sent undelivered 30003'],
    [{ end: 'failed', errorCode: 63018 }, 'sending failed 63018', 'failed 63018'],
    [{ end: 'sent' }, 'sending sent', 'sent'],
    [{ end: 'delivered' }, 'sending sent delivered', 'sent delivered'],
    [{ end: 'read' }, 'sending sent delivered', 'sent delivered read'],
  ])('follows the plan %j', (deliveryPlan, sms, whatsapp) => {
    expect(path({ deliveryPlan, isRead: () => true })).toBe(sms);
    expect(path({ deliveryPlan, channel: 'whatsapp' })).toBe(whatsapp);
  });

  it('slows every step down', () => {
    expect(plan(request({ deliveryPlan: { end: 'ordinary', pace: 10 } })).map(({ afterMs }) => afterMs)).toEqual([
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
    expect(plan(request({ deliveryPlan: { end: 'queued' }, validityMs: 5000 }))).toEqual([
      { status: 'failed', afterMs: 5000, errorCode: 30036 },
    ]);
  });
});

describe('a delivery plan', () => {
  it.each([
    ['+5511905530003', { end: 'undelivered', errorCode: 30003 }],
    ['whatsapp:+5511905563024', { end: 'undelivered', errorCode: 63024 }],
    ['whatsapp:+14155563018', { end: 'failed', errorCode: 63018 }],
    ['+5511905510001', { end: 'sent' }],
    ['+5511905510003', { end: 'ordinary', pace: 10 }],
  ])('%s chooses the plan', (to, deliveryPlan) => {
    expect(deliveryPlanOf(to)).toEqual(deliveryPlan);
  });

  it.each(['+5511905599999', '+5511905563024', '+5511900063024', '+5511988887777'])('%s has an ordinary one', (to) => {
    expect(deliveryPlanOf(to)).toEqual({ end: 'ordinary' });
  });
});

describe('price', () => {
  const to = 'whatsapp:+5511988887777';

  it.each([
    ['an SMS for each segment', { status: 'delivered', numSegments: 3, sentAt: 1 }, '-0.02490'],
    ['an SMS that did not arrive', { status: 'undelivered', sentAt: 1 }, '-0.00830'],
    ['a WhatsApp message once', { to, status: 'read', sentAt: 1 }, '-0.00500'],
    ['no WhatsApp message that did not arrive', { to, status: 'undelivered', sentAt: 1 }, null],
    ['nothing that never left', { status: 'failed' }, null],
  ] as const)('bills %s', (_, message, price) => {
    expect(priceOf(aMessage(message))).toBe(price);
  });
});
