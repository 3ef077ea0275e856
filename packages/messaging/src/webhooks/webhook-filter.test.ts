import type { WebhookFilter } from '@recado/contract';
import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../events/events.ts';
import { matchesFilter } from './webhook-filter.ts';

const now = new Date('2026-11-22T12:00:00Z');

describe('a filter', () => {
  const message = {
    id: 'm1',
    status: 'failed' as const,
    senderId: 'store',
    channel: 'sms' as const,
    category: 'utility' as const,
    templateName: 'order',
    reference: 'order-1',
    campaignId: 'c1',
    errorCode: 30_003,
    attempts: 1,
    createdAt: now,
  };
  const base = { id: 'e1', sequence: 1, at: now };
  const ofMessage: LoggedEvent = { ...base, type: 'message.failed', message };
  const ofSender: LoggedEvent = { ...base, type: 'sender.paused', detail: { id: 'store', channel: 'sms' } };
  const ofBudget: LoggedEvent = { ...base, type: 'budget.alert', detail: { subject: { kind: 'campaign', id: 'c1' } } };

  it.each<[WebhookFilter, LoggedEvent, boolean]>([
    [{ campaign_id: 'c1' }, ofMessage, true],
    [{ campaign_id: ['c0', 'c1'] }, ofMessage, true],
    [{ campaign_id: 'c2' }, ofMessage, false],
    [{ sender: 'store', channel: 'sms', category: 'utility', template: 'order' }, ofMessage, true],
    [{ sender: 'store', channel: 'whatsapp' }, ofMessage, false],
    [{ reference: 'order-1', error_code: 30_003 }, ofMessage, true],
    [{ error_code: 30_004 }, ofMessage, false],
    [{ sender: ['store'] }, ofSender, true],
    [{ category: 'utility' }, ofSender, false],
    [{ campaign_id: 'c1' }, ofBudget, true],
  ])('%o and an event: %#', (filter, of, isSent) => expect(matchesFilter(of, filter)).toBe(isSent));
});
