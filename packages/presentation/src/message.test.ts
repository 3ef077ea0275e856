import { Message } from '@recado/contract';
import type { NewMessage, RecordedEvent, RecordedMessage } from '@recado/messaging';
import { expect, it } from 'vitest';
import { presentAsAccepted, presentEvent, presentMessage, presentNew } from './message.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 12, 0, second));
const id = '019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d90';

const smsId = '019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d91';

const created: NewMessage = {
  id,
  senderId: 'store',
  channel: 'whatsapp',
  category: 'utility',
  to: '+5511987654321',
  content: { kind: 'template', name: 'order_confirmation', language: 'pt_BR', variables: { order_id: '1042' } },
  reference: 'order-1042',
  metadata: { basket: 7 },
  createdAt: at(0),
  sendAt: at(10),
  validUntil: at(50),
};

const recorded: RecordedMessage = {
  id,
  status: 'undelivered',
  reason: 'blocked',
  senderId: 'store',
  channel: 'whatsapp',
  category: 'utility',
  to: '+5511987654321',
  templateName: 'order_confirmation',
  templateLanguage: 'pt_BR',
  reference: 'order-1042',
  metadata: { basket: 7 },
  attempts: 2,
  twilioSid: 'SM1',
  errorCode: 63024,
  errorMessage: 'not on WhatsApp',
  segments: 1,
  price: { amount: '0.0075', currency: 'USD' },
  createdAt: at(0),
  sendAt: at(10),
  validUntil: at(50),
  sentAt: at(11),
  deliveredAt: at(12),
  readAt: at(13),
};

it('hides the number from those who may not see it', () => {
  expect(presentMessage(recorded, { unmasked: false }).to).toBe('+55119****4321');
  expect(presentMessage(recorded, { unmasked: true }).to).toBe('+5511987654321');
});

it('says what the contract says, and nothing of the text', () => {
  const shown = presentMessage(recorded, { unmasked: false });
  expect(Message.strict().parse(shown)).toEqual(shown);
  expect(shown).toMatchObject({ error: { code: 63024 }, sent_at: at(11).toISOString() });
  expect(JSON.stringify(presentNew(created, { unmasked: true }))).not.toContain('"1042"');
});

it("shows Twilio's words only to those who may see texts, because they may quote what was sent", () => {
  const quoted = { ...recorded, errorMessage: 'Invalid parameter: Maria' };
  expect(presentMessage(quoted, { unmasked: true }).error).toEqual({ code: 63024, message: quoted.errorMessage });
  expect(JSON.stringify(presentMessage(quoted, { unmasked: false }))).not.toContain('Maria');
  const said: RecordedEvent[] = [
    { at: at(1), type: 'callback', detail: 'Maria' },
    { at: at(1), type: 'rejected', errorCode: 63024, detail: 'Maria' },
  ];
  for (const event of said) {
    expect(presentEvent(event, { unmasked: true })).toMatchObject({ detail: 'Maria' });
    expect(presentEvent(event, { unmasked: false })).not.toHaveProperty('detail');
  }
  const own: RecordedEvent = { at: at(1), type: 'suppressed', detail: 'opted_out' };
  expect(presentEvent(own, { unmasked: false })).toMatchObject({ detail: 'opted_out' });
});

it('leaves out what a message does not have', () => {
  const { reference: _reference, metadata: _metadata, sendAt: _sendAt, validUntil: _validUntil, ...bare } = created;
  const shown = presentNew({ ...bare, content: { kind: 'body', body: 'Oi' } }, { unmasked: false });
  expect(Object.keys(shown).toSorted()).toEqual(
    ['attempts', 'category', 'channel', 'created_at', 'id', 'sender', 'status', 'to'].toSorted(),
  );
});

it('shows the channel of a waiting fallback SMS, and the status of a sent one', () => {
  const view = { unmasked: false };
  const waiting = presentMessage({ ...recorded, fallback: { id: smsId } }, view);
  expect(waiting.fallback).toEqual({ channel: 'sms' });
  const left = presentMessage({ ...recorded, fallback: { id: smsId, status: 'sent' } }, view);
  expect(left.fallback).toEqual({ channel: 'sms', id: smsId, status: 'sent' });
  expect(presentMessage({ ...recorded, fallbackFor: smsId }, view).fallback_for).toBe(smsId);
  const again = presentAsAccepted({ ...recorded, fallback: { id: smsId, status: 'sent' } }, view);
  const content = { kind: 'body', body: 'Oi' } as const;
  expect(again).toEqual(presentNew({ ...created, fallback: { id: smsId, senderId: 'texts', content } }, view));
});

it('returns the first response to a repeated request, with any later status of the message', () => {
  expect(presentAsAccepted(recorded, { unmasked: false })).toEqual(presentNew(created, { unmasked: false }));
});
