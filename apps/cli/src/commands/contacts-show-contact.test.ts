import type { Contact } from '@recado/contract';
import { expect, test } from 'vitest';
import { moment } from '../terminal/format.ts';
import { showContact } from './contacts.ts';

const at = '2026-11-22T12:00:00.000Z';
const bare: Contact = {
  phone: '+55119****0001',
  whatsapp_ids: [],
  messages: { total: 0, by_channel: {} },
  inbound: 0,
  campaigns: 0,
  consents: [],
  opt_outs: [],
};

test('a contact is shown in lines, one for each channel, consent and opt-out', () => {
  const contact: Contact = {
    ...bare,
    timezone: 'America/Recife',
    messages: {
      total: 4,
      by_channel: { whatsapp: { sent: 2, failed: 1 }, sms: { accepted: 1 } },
      first_at: at,
      last_at: '2026-12-01T12:00:00.000Z',
    },
    inbound: 1,
    campaigns: 3,
    consents: [
      { channel: 'whatsapp', granted: true, at },
      { channel: 'sms', granted: false, at },
    ],
    opt_outs: [{ channel: 'sms', purpose: 'all', source: 'twilio 21610', at }],
  };
  expect(showContact(contact)).toBe(
    [
      'phone       +55119****0001',
      'time zone   America/Recife',
      `messages    4, ${moment(at)} to ${moment('2026-12-01T12:00:00.000Z')}`,
      '  whatsapp  sent 2, failed 1',
      '  sms       accepted 1',
      'inbound     1',
      'campaigns   3',
      `marketing   whatsapp: consent given on ${moment(at)}`,
      `marketing   sms: refused on ${moment(at)}`,
      `opted out   sms: all since ${moment(at)} (twilio 21610)`,
    ].join('\n'),
  );
});

test('a contact without data is shown with zeros, and without times', () => {
  expect(showContact(bare).split('\n')).toEqual([
    'phone      +55119****0001',
    'messages   0',
    'inbound    0',
    'campaigns  0',
  ]);
});
