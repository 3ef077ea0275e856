import { describe, expect, it } from 'vitest';
import { CreateForm, draftOf } from '../messages/create-form.ts';
import { refuse, type Premises } from './rules.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const service = `MG${'a'.repeat(32)}`;
const content = `HX${'b'.repeat(32)}`;

const sms = { To: '+5511988887777', From: '+5511400289220', Body: 'oi' };
const whatsapp = { To: 'whatsapp:+5511988887777', From: 'whatsapp:+551150289876', Body: 'oi' };
const scheduled = { ...sms, From: '', MessagingServiceSid: service, ScheduleType: 'fixed' };
const template = { ...whatsapp, Body: '', ContentSid: content };

const premises: Premises = {
  now,
  senders: new Set(),
  isContent: (sid) => sid === content,
  isOptedOut: (to) => to === '+5511900001111',
};

const codeOf = (form: Record<string, string | string[]>, changed: Partial<Premises> = {}) =>
  refuse(draftOf(CreateForm.parse(form)), { ...premises, ...changed })?.code;

const ahead = (seconds: number) => new Date(now + seconds * 1000).toISOString();

describe('refuses', () => {
  it.each<[number, string, Record<string, string | string[]>]>([
    [21604, 'no To', { ...sms, To: '' }],
    [21603, 'no sender', { ...sms, From: '' }],
    [21602, 'nothing to say', { ...sms, Body: '' }],
    [21211, 'a To without a plus', { ...sms, To: '5511988887777' }],
    [21211, 'a To that is too short', { ...sms, To: '+551198' }],
    [21211, 'a Brazilian To with a digit too many', { ...sms, To: '+55119888877771' }],
    [21211, 'a WhatsApp To that is no number', { ...whatsapp, To: 'whatsapp:ana' }],
    [21211, 'an id of WhatsApp by SMS', { ...sms, To: 'BR.13491208655302741918' }],
    [21211, 'a To on a channel that is not there', { ...sms, To: 'messenger:123' }],
    [21211, 'the magic To', { ...sms, To: '+15005550001' }],
    [21211, 'the magic To on WhatsApp', { ...whatsapp, To: 'whatsapp:+15005550001' }],
    [21612, 'the magic To without a route', { ...sms, To: '+15005550002' }],
    [21408, 'the magic To in a closed region', { ...whatsapp, To: 'whatsapp:+15005550003' }],
    [21610, 'the magic To that opted out', { ...sms, To: '+15005550004' }],
    [21614, 'the magic To that is no mobile', { ...sms, To: '+15005550009' }],
    [21614, 'a Brazilian landline by SMS', { ...sms, To: '+551133334444' }],
    [21610, 'a To that opted out', { ...sms, To: '+5511900001111' }],
    [21705, 'a malformed Messaging Service', { ...sms, MessagingServiceSid: 'MG1' }],
    [21212, 'the magic From', { ...sms, From: '+15005550001' }],
    [21606, 'the magic From that is not owned', { ...sms, From: '+15005550007' }],
    [21611, 'the magic From whose queue is full', { ...whatsapp, From: 'whatsapp:+15005550008' }],
    [21212, 'a From that is too long for a name', { ...sms, From: 'An Overlong Name' }],
    [21212, 'a name as a WhatsApp From', { ...whatsapp, From: 'whatsapp:Shop' }],
    [21910, 'a WhatsApp To from an SMS sender', { ...whatsapp, From: '+551150289876' }],
    [21910, 'an SMS To from a WhatsApp sender', { ...sms, From: whatsapp.From }],
    [63031, 'WhatsApp to oneself', { ...whatsapp, From: whatsapp.To }],
    [21266, 'SMS to oneself', { ...sms, From: sms.To }],
    [21617, 'a body of 1601 characters', { ...sms, Body: 'a'.repeat(1601) }],
    [21620, 'a malformed MediaUrl', { ...sms, MediaUrl: 'picture.png' }],
    [21623, 'two media on WhatsApp', { ...whatsapp, MediaUrl: ['https://a.example/1', 'https://a.example/2'] }],
    [21654, 'variables without a content', { ...whatsapp, ContentVariables: '{"1":"a"}' }],
    [21655, 'a malformed ContentSid', { ...template, ContentSid: 'HX12' }],
    [21655, 'a ContentSid that is not there', { ...template, ContentSid: `HX${'c'.repeat(32)}` }],
    [21656, 'variables that are not JSON', { ...template, ContentVariables: '{1:"a"}' }],
    [21656, 'variables in an array', { ...template, ContentVariables: '["a"]' }],
    [21656, 'a number as a value', { ...template, ContentVariables: '{"1":2}' }],
    [21656, 'null as a value', { ...template, ContentVariables: '{"1":null}' }],
    [21656, 'an empty value', { ...template, ContentVariables: '{"1":""}' }],
    [21656, 'a line break in a value', { ...template, ContentVariables: '{"1":"a\\nb"}' }],
    [21656, 'a tab in a value', { ...template, ContentVariables: '{"1":"a\\tb"}' }],
    [21656, 'five spaces in a row', { ...template, ContentVariables: '{"1":"a     b"}' }],
    [
      92002,
      '101 variables',
      {
        ...template,
        ContentVariables: JSON.stringify(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [i, 'a']))),
      },
    ],
    [21609, 'a relative callback', { ...sms, StatusCallback: '/status' }],
    [21609, 'a callback that is not HTTP', { ...sms, StatusCallback: 'ftp://shop.example/status' }],
    [21609, 'a callback host with an underscore', { ...sms, StatusCallback: 'https://my_shop.example/status' }],
    [21624, 'a validity of 0', { ...sms, ValidityPeriod: '0' }],
    [21624, 'a validity over ten hours', { ...sms, ValidityPeriod: '36001' }],
    [21624, 'a validity that is no whole number', { ...sms, ValidityPeriod: '1.5' }],
    [35114, 'a schedule without a time', scheduled],
    [35114, 'a time that is none', { ...scheduled, SendAt: 'tomorrow' }],
    [35114, 'a time without a schedule', { ...scheduled, ScheduleType: '', SendAt: ahead(3600) }],
    [35118, 'a schedule without a Messaging Service', { ...sms, ScheduleType: 'fixed', SendAt: ahead(3600) }],
    [35115, 'a time in 300 seconds', { ...scheduled, SendAt: ahead(300) }],
    [35117, 'a time in over 35 days', { ...scheduled, SendAt: ahead(35 * 86_400 + 1) }],
  ])('%i: %s', (code, _, form) => {
    expect(codeOf(form)).toBe(code);
  });

  it('refuses a sender that is not the account’s, by the code of its channel', () => {
    const senders = new Set(['+551150289876']);
    expect(codeOf(sms, { senders })).toBe(21606);
    expect(codeOf(whatsapp, { senders })).toBe(63007);
    expect(codeOf({ ...sms, From: '+551150289876' }, { senders })).toBeUndefined();
  });

  it('names the first error of several', () => {
    expect(codeOf({ To: '', From: '', Body: '' })).toBe(21604);
  });
});

describe('takes', () => {
  it.each<[string, Record<string, string | string[]>]>([
    ['an SMS', sms],
    ['a WhatsApp message', whatsapp],
    ['a name as sender', { ...sms, From: 'Recado' }],
    ['a short code as sender', { ...sms, From: '28123' }],
    ['the magic sender that works', { ...sms, From: '+15005550006' }],
    ['a landline on WhatsApp', { ...whatsapp, To: 'whatsapp:+551133334444' }],
    ['a callback on this machine', { ...sms, StatusCallback: 'http://127.0.0.1:3000/status#rc=5&rp=all' }],
    ['1600 characters', { ...sms, Body: 'a'.repeat(1600) }],
    ['a content with four spaces in a value', { ...template, ContentVariables: '{"1":"a    b"}' }],
    ['a content without variables', template],
    ['a message for in an hour', { ...scheduled, SendAt: ahead(3600) }],
    ['who opted out, from a Messaging Service', { ...sms, To: '+5511900001111', MessagingServiceSid: service }],
    ['a parameter that it does not know', { ...sms, Colour: 'blue' }],
  ])('%s', (_, form) => {
    expect(codeOf(form)).toBeUndefined();
  });
});
