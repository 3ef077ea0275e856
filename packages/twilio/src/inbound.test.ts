import { describe, expect, it } from 'vitest';
import { parseInbound } from './inbound.ts';

const sid = `SM${'1'.repeat(32)}`;
const sms = { MessageSid: sid, From: '+5511987654321', To: '+551150289877', Body: 'Oi', NumMedia: '0' };

describe('a message that a person sent', () => {
  it('is read of an SMS', () => {
    expect(parseInbound(sms)).toEqual({
      twilioSid: sid,
      channel: 'sms',
      from: '+5511987654321',
      to: ['+551150289877'],
      content: { body: 'Oi' },
    });
  });

  it('is read of WhatsApp, with its button and what it answers', () => {
    const form = {
      ...sms,
      From: 'whatsapp:+5511987654321',
      To: 'whatsapp:+551150289876',
      ButtonText: 'Sair',
      ButtonPayload: 'STOP',
      OriginalRepliedMessageSid: 'SM2',
    };
    expect(parseInbound(form)).toMatchObject({
      channel: 'whatsapp',
      from: '+5511987654321',
      to: ['+551150289876'],
      content: { button: { text: 'Sair', payload: 'STOP' } },
      repliedTo: 'SM2',
    });
  });

  it('keeps where its media are', () => {
    const form = {
      ...sms,
      Body: '',
      NumMedia: '2',
      MediaUrl0: 'https://a',
      MediaContentType0: 'image/png',
      MediaUrl1: 'https://b',
    };
    expect(parseInbound(form)?.content).toEqual({
      media: [{ url: 'https://a', contentType: 'image/png' }, { url: 'https://b' }],
    });
  });

  it.each([
    ['STOP', 'stop'],
    ['START', 'start'],
    ['HELP', 'help'],
    ['OTHER', undefined],
    ['', undefined],
  ])('with the OptOutType %j is %s', (OptOutType, keyword) => {
    expect(parseInbound({ ...sms, OptOutType })?.wish).toBe(keyword);
  });

  it('came to the number, or to the Messaging Service that it belongs to', () => {
    expect(parseInbound({ ...sms, MessagingServiceSid: 'MG1' })?.to).toEqual(['+551150289877', 'MG1']);
  });

  it.each(['MessageSid', 'From', 'To'])('is undefined without %s', (field) => {
    expect(parseInbound({ ...sms, [field]: '' })).toBeUndefined();
  });
});

const whatsapp = { ...sms, From: 'whatsapp:+5511987654321', To: 'whatsapp:+551150289876' };
const id = 'BR.13491208655302741918';

it.each([
  ['a number', {}, { from: '+5511987654321' }],
  ['a number and an id', { ExternalUserId: id }, { from: '+5511987654321', whatsappId: id }],
  ['an id', { From: `whatsapp:${id}`, ExternalUserId: id }, { from: id }],
  ['an id, without its own field', { From: `whatsapp:${id}` }, { from: id }],
  [
    'an id, with the number beside it',
    { From: `whatsapp:${id}`, ExternalUserId: id, WaId: '5511987654321' },
    { from: '+5511987654321', whatsappId: id },
  ],
  [
    'an id, whose digits are beside it',
    { From: 'whatsapp:BR.1349120865', WaId: '1349120865' },
    { from: 'BR.1349120865' },
  ],
  ['something that is no id', { ExternalUserId: 'maria' }, { from: '+5511987654321' }],
])('a person on WhatsApp is named by %s', (_what, change, person) => {
  const { from, whatsappId } = parseInbound({ ...whatsapp, ...change }) ?? {};
  expect({ from, ...(whatsappId !== undefined && { whatsappId }) }).toEqual(person);
});

it.each([
  ['a word of its own by SMS', { Body: ' Stop ' }, true],
  ['its START by SMS', { Body: 'UNSTOP' }, true],
  ['a word that it does not know', { Body: 'PARAR' }, false],
  ['more than the word', { Body: 'stop it' }, false],
  ['the word on WhatsApp', { Body: 'STOP', From: 'whatsapp:+5511987654321' }, false],
  ['what Advanced Opt-Out understood, on WhatsApp too', { From: 'whatsapp:+5511987654321', OptOutType: 'STOP' }, true],
])('Twilio has answered %s: %j %s', (_what, change, isAnswered) => {
  expect(parseInbound({ ...sms, ...change })?.isAnswered ?? false).toBe(isAnswered);
});
