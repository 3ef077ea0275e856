import { expect, it } from 'vitest';
import { parseStatusCallback } from './status-callback.ts';

const sid = `SM${'1'.repeat(32)}`;
const sms = {
  MessageSid: sid,
  SmsSid: sid,
  AccountSid: `AC${'a'.repeat(32)}`,
  ApiVersion: '2010-04-01',
  From: '+551150289876',
  To: '+5511988887777',
};
const parse = (params: Record<string, string | string[]>) => parseStatusCallback('m1', params);

it.each([
  ['accepted', 'sent'],
  ['scheduled', 'sent'],
  ['queued', 'sent'],
  ['sending', 'sent'],
  ['sent', 'sent'],
  ['partially_delivered', 'sent'],
  ['some_new_word', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['undelivered', 'undelivered'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
])("Twilio's %s is our %s", (MessageStatus, status) => {
  expect(parse({ ...sms, MessageStatus, SmsStatus: MessageStatus })).toEqual({
    messageId: 'm1',
    twilioSid: sid,
    status,
    twilioStatus: MessageStatus,
  });
});

it('treats the event READ as read with any status', () => {
  expect(parse({ ...sms, MessageStatus: 'delivered', EventType: 'READ' })).toMatchObject({ status: 'read' });
});

it('takes the old names of SID and status', () => {
  expect(parse({ SmsSid: sid, SmsStatus: 'delivered' })).toMatchObject({ twilioSid: sid, status: 'delivered' });
});

it('takes the first of a repeated field', () => {
  expect(parse({ ...sms, MessageStatus: ['delivered', 'sent'] })).toMatchObject({ status: 'delivered' });
});

it.each(['received', 'receiving'])('is not concerned with an inbound message (%s)', (SmsStatus) => {
  expect(parse({ ...sms, SmsStatus })).toBeUndefined();
});

it.each([{}, { MessageStatus: 'sent' }, { MessageSid: sid }, { MessageSid: '', MessageStatus: 'sent' }])(
  'takes %o for no status callback',
  (params) => {
    expect(parse(params)).toBeUndefined();
  },
);

it("reads WhatsApp's failure, and holds no number", () => {
  const report = parse({
    ...sms,
    From: 'whatsapp:+551150289876',
    To: 'whatsapp:+5511988887777',
    ChannelPrefix: 'whatsapp',
    MessageStatus: 'undelivered',
    ErrorCode: '63016',
    ErrorMessage: 'Failed to send freeform message to whatsapp:+5511988887777',
    ChannelStatusMessage: 'Janela de 24h fechada para +55 11 98888-7777',
    SomethingNew: 'x',
  });
  expect(report).toEqual({
    messageId: 'm1',
    twilioSid: sid,
    status: 'undelivered',
    twilioStatus: 'undelivered',
    errorCode: 63016,
    errorMessage: 'Failed to send freeform message to whatsapp:[number]',
    detail: 'Janela de 24h fechada para [number]',
  });
});

it.each([
  [63003, true],
  [63024, true],
  [63032, true],
  [63049, true],
  [30036, true],
  [63014, undefined],
  [63016, undefined],
  [63033, undefined],
  [30003, undefined],
])('shows for %i if a fallback SMS may help: %o', (code, smsMayHelp) => {
  expect(parse({ ...sms, MessageStatus: 'undelivered', ErrorCode: String(code) })?.smsMayHelp).toBe(smsMayHelp);
});

it.each([
  [21610, true],
  [63014, true],
  [63033, true],
  [63016, undefined],
  [30003, undefined],
])('shows for %i if the person opted out: %o', (code, optsOut) => {
  expect(parse({ ...sms, MessageStatus: 'undelivered', ErrorCode: String(code) })?.optsOut).toBe(optsOut);
});

it('says what a code means where Twilio does not', () => {
  const report = parse({ ...sms, MessageStatus: 'undelivered', ErrorCode: '30005' });
  expect(report).toMatchObject({ errorCode: 30005, errorMessage: 'the number is unknown or no longer in use' });
});

it.each(['', '0', 'none', '2147483648', '1e9'])('takes the error code %o for none', (ErrorCode) => {
  expect(parse({ ...sms, MessageStatus: 'delivered', ErrorCode })).not.toHaveProperty('errorCode');
});

it('keeps nothing of a text that cannot be kept', () => {
  const report = parse({ ...sms, MessageStatus: 'delivered', ChannelStatusMessage: 'no\0 \u202Ewindow' });
  expect(report?.detail).toBe('no window');
});

it("keeps the carrier's time", () => {
  const report = parse({ ...sms, MessageStatus: 'delivered', RawDlrDoneDate: '2611221305' });
  expect(report).toMatchObject({ detail: "carrier's receipt of 2026-11-22 13:05" });
});

it("leaves out an invalid carrier's time", () => {
  expect(parse({ ...sms, MessageStatus: 'delivered', RawDlrDoneDate: 'yesterday' })).not.toHaveProperty('detail');
});
