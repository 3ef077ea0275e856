import { expect, it } from 'vitest';
import { aMessage } from '../../test/a-message.ts';
import { callbackParameters } from './parameters.ts';

const account = `AC${'a'.repeat(32)}`;
const updatedAt = Date.parse('2026-11-22T13:45:00Z');
const whatsapp = { to: 'whatsapp:+5511988887777', from: 'whatsapp:+551150289876' };

it('names the message, its status, and the carrier’s time of an SMS', () => {
  const message = aMessage({ status: 'delivered', updatedAt });
  expect(callbackParameters(account, message)).toEqual({
    AccountSid: account,
    ApiVersion: '2010-04-01',
    From: message.from,
    To: message.to,
    MessageSid: message.sid,
    SmsSid: message.sid,
    MessageStatus: 'delivered',
    SmsStatus: 'delivered',
    RawDlrDoneDate: '2611221345',
  });
});

it('says why a WhatsApp message did not arrive', () => {
  const message = aMessage({ ...whatsapp, status: 'undelivered', errorCode: 63024 });
  expect(callbackParameters(account, message)).toMatchObject({
    ChannelPrefix: 'whatsapp',
    ChannelInstallSid: `XE${'a'.repeat(32)}`,
    ErrorCode: '63024',
    ChannelStatusMessage: expect.stringContaining('recipient'),
  });
});

it('marks a read receipt, and no error where there is none', () => {
  const parameters = callbackParameters(account, aMessage({ ...whatsapp, status: 'read' }));
  expect(parameters).toMatchObject({ EventType: 'READ' });
  expect(parameters).not.toHaveProperty('ErrorCode');
  expect(parameters).not.toHaveProperty('RawDlrDoneDate');
});

it('names the Messaging Service when there is one', () => {
  expect(callbackParameters(account, aMessage({ messagingServiceSid: 'MG1' }))).toMatchObject({
    MessagingServiceSid: 'MG1',
  });
});
