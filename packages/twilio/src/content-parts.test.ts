import { describe, expect, it } from 'vitest';
import { partsOf, smsTextOf } from './content-parts.ts';

const action = { type: 'QUICK_REPLY', title: 'Sim', id: 'yes' };

type Row = [types: Record<string, unknown>, parts: object | undefined, text: string | undefined];

it.each<Row>([
  [{ 'twilio/text': { body: 'Oi {{1}}' } }, { type: 'twilio/text', body: 'Oi {{1}}' }, 'Oi {{1}}'],
  [
    { 'twilio/media': { body: 'Veja', media: ['https://x.test/{{1}}.png'] } },
    { type: 'twilio/media', body: 'Veja', media: ['https://x.test/{{1}}.png'] },
    'Veja',
  ],
  [
    { 'twilio/media': { media: ['https://x.test/a'] } },
    { type: 'twilio/media', media: ['https://x.test/a'] },
    undefined,
  ],
  [
    { 'twilio/quick-reply': { body: 'Vem?', actions: [{ title: 'Sim', id: '1' }, { title: 'Parar' }] } },
    {
      type: 'twilio/quick-reply',
      body: 'Vem?',
      buttons: [
        { type: 'quick_reply', text: 'Sim' },
        { type: 'quick_reply', text: 'Parar' },
      ],
    },
    'Vem?',
  ],
  [
    {
      'twilio/call-to-action': {
        body: 'Pedido {{1}}',
        actions: [
          { type: 'URL', title: 'Ver', url: 'https://x.test/{{2}}' },
          { type: 'PHONE_NUMBER', title: 'Ligar', phone: '+551140000000' },
          { type: 'COPY_CODE', title: 'Copiar', code: 'NATAL' },
          { type: 'FLOW', title: 'Outro' },
        ],
      },
    },
    {
      type: 'twilio/call-to-action',
      body: 'Pedido {{1}}',
      buttons: [
        { type: 'url', text: 'Ver', value: 'https://x.test/{{2}}' },
        { type: 'phone', text: 'Ligar', value: '+551140000000' },
        { type: 'copy_code', text: 'Copiar', value: 'NATAL' },
        { type: 'other', text: 'Outro' },
      ],
    },
    'Pedido {{1}}',
  ],
  [
    {
      'twilio/list-picker': { body: 'Escolha', button: 'Ver', items: [{ item: 'P', id: 'p', description: 'Pequeno' }] },
    },
    { type: 'twilio/list-picker', body: 'Escolha', buttons: [{ type: 'item', text: 'P', value: 'Pequeno' }] },
    'Escolha',
  ],
  [
    { 'twilio/card': { title: 'Oferta {{1}}', subtitle: 'Só hoje', media: ['https://x.test/a'], actions: [action] } },
    {
      type: 'twilio/card',
      media: ['https://x.test/a'],
      body: 'Oferta {{1}}',
      footer: 'Só hoje',
      buttons: [{ type: 'quick_reply', text: 'Sim' }],
    },
    'Oferta {{1}}',
  ],
  [
    { 'whatsapp/card': { header_text: 'Olá', body: 'Oferta', footer: 'Só hoje' } },
    { type: 'whatsapp/card', header: 'Olá', body: 'Oferta', footer: 'Só hoje' },
    'Oferta',
  ],
  [
    {
      'twilio/carousel': {
        body: 'Veja',
        cards: [{ title: 'A', body: 'Primeiro', media: 'https://x.test/a', actions: [action] }],
      },
    },
    {
      type: 'twilio/carousel',
      body: 'Veja',
      cards: [
        {
          header: 'A',
          media: ['https://x.test/a'],
          body: 'Primeiro',
          buttons: [{ type: 'quick_reply', text: 'Sim' }],
        },
      ],
    },
    'Veja',
  ],
  [
    { 'twilio/text': { body: 'por SMS' }, 'twilio/quick-reply': { body: 'no WhatsApp', actions: [] } },
    { type: 'twilio/quick-reply', body: 'no WhatsApp' },
    'por SMS',
  ],
  [{}, undefined, undefined],
])('the parts of %j', (types, parts, text) => {
  expect(partsOf(types)).toEqual(parts);
  expect(smsTextOf(types, partsOf(types))).toBe(text);
});

describe('what cannot be shown is kept with the reason', () => {
  it.each([
    [{ 'twilio/flows': { body: 'x', pages: [] } }],
    [{ 'twilio/catalog': null }],
    [{ 'x/unheard-of': 7 }],
    [{ 'twilio/card': 'no object' }],
    [{ 'twilio/carousel': [] }],
  ])('%j', (types) => {
    expect(partsOf(types)).toEqual({ type: Object.keys(types)[0], unsupported: expect.stringMatching(/\w/) });
  });

  it('and parts in another form are left out', () => {
    const types = { 'twilio/quick-reply': { body: 7, actions: 'none' } };
    expect(partsOf(types)).toEqual({ type: 'twilio/quick-reply' });
    expect(partsOf({ 'twilio/media': { media: [7] } })).toEqual({ type: 'twilio/media' });
  });
});
