import { describe, expect, it } from 'vitest';
import { listedContentOf } from './content-api.ts';

const sid = `HX${'a'.repeat(32)}`;
const instance = {
  sid,
  friendlyName: 'Back in stock',
  language: 'pt_BR',
  variables: { '1': 'Tênis', '2': 'R$ 99' },
  types: { 'twilio/text': { body: '{{1}} voltou, por {{2}}!' } },
  approvalRequests: { name: 'back_in_stock', category: 'MARKETING', status: 'approved', rejection_reason: '' },
};

describe('a content of Twilio’s', () => {
  it('is converted to our terms', () => {
    expect(listedContentOf(instance)).toEqual({
      sid,
      name: 'Back in stock',
      language: 'pt_BR',
      placeholders: ['1', '2'],
      text: '{{1}} voltou, por {{2}}!',
      content: { type: 'twilio/text', body: '{{1}} voltou, por {{2}}!' },
      status: 'approved',
      category: 'marketing',
    });
  });

  it.each([
    ['null', null, { status: 'unsubmitted' }],
    ['without a category', { status: 'unsubmitted', category: '' }, { status: 'unsubmitted' }],
    [
      'under the name of its channel',
      { whatsapp: { status: 'paused', category: 'UTILITY', rejection_reason: 'NONE' } },
      { status: 'paused', category: 'utility' },
    ],
    [
      'with a reason',
      { status: 'rejected', category: 'UTILITY', rejection_reason: 'INVALID_FORMAT' },
      { status: 'rejected', category: 'utility', rejectionReason: 'INVALID_FORMAT' },
    ],
    ['in words that are new', { status: 'in_appeal', category: 'PROMOTION' }, {}],
  ])('has an approval that is %s', (_what, approvalRequests, expected) => {
    const { status, category, rejectionReason } = listedContentOf({ ...instance, approvalRequests }) ?? {};
    expect({ status, category, rejectionReason }).toEqual({ ...expected });
  });

  it('is called by its name at WhatsApp when people gave it none', () => {
    expect(listedContentOf({ ...instance, friendlyName: null })).toMatchObject({ name: 'back_in_stock' });
  });

  it('has every placeholder once, numbers in their order, also of texts without a sample', () => {
    const types = {
      'twilio/card': { title: '{{10}} {{2}} {{ 1 }}', actions: [{ url: 'https://example.com/{{code}}' }] },
    };
    expect(listedContentOf({ ...instance, types, variables: { '2': 'x' } })).toMatchObject({
      placeholders: ['1', '2', '10', 'code'],
    });
  });

  it('has no text for SMS when it is only a file', () => {
    const file = { ...instance, types: { 'twilio/media': { media: ['https://x.test/a'] } } };
    expect(listedContentOf(file)).not.toHaveProperty('text');
  });

  it('loses characters that PostgreSQL cannot store, and parts that are too long', () => {
    const odd = { 'twilio/quick-reply': { body: 'O\0i\ud800', actions: [{ title: 'Sim\u202e' }] } };
    expect(listedContentOf({ ...instance, types: odd })?.content).toEqual({
      type: 'twilio/quick-reply',
      body: 'Oi\ufffd',
      buttons: [{ type: 'quick_reply', text: 'Sim' }],
    });
    const long = { 'twilio/card': { title: 'x'.repeat(70_000) } };
    expect(listedContentOf({ ...instance, types: long })?.content).toHaveProperty('unsupported');
  });
});

it.each([undefined, null, {}, { ...instance, sid: 'SM1' }])('%j is no content', (other) => {
  expect(listedContentOf(other)).toBeUndefined();
});
