import { describe, expect, it } from 'vitest';
import { compose, fitsChannel } from './compose.ts';

const contentSid = `HX${'a'.repeat(32)}`;
const template = { contentSid, body: 'Pedido {{order_id}}: {{ status }}!', variables: ['order_id', 'status'] };
const content = {
  kind: 'template',
  name: 'order_status',
  language: 'pt_BR',
  variables: { status: 'pronto', order_id: '1042' },
} as const;

const otherVariables = ['order_id', 'eta'];

describe('compose', () => {
  it('gives WhatsApp the ContentSid and the variables by position', () => {
    expect(compose(content, 'whatsapp', template)).toEqual({
      kind: 'content',
      contentSid,
      variables: { '1': '1042', '2': 'pronto' },
    });
  });

  it('leaves a numeric name as it is', () => {
    const numbered = { contentSid, variables: ['3', 'name'] };
    const given = { ...content, variables: { '3': 'x', name: 'Ana' } };
    expect(compose(given, 'whatsapp', numbered)).toMatchObject({ variables: { '3': 'x', '2': 'Ana' } });
  });

  it('fills the text for SMS', () => {
    expect(compose(content, 'sms', template)).toEqual({ kind: 'body', body: 'Pedido 1042: pronto!' });
  });

  it('does not fill a value that looks like a placeholder', () => {
    const tricky = { ...content, variables: { order_id: '{{status}}', status: '$&' } };
    expect(compose(tricky, 'sms', template)).toEqual({ kind: 'body', body: 'Pedido {{status}}: $&!' });
  });

  it('sends free text as it is', () => {
    expect(compose({ kind: 'body', body: 'Olá {{x}}' }, 'sms', undefined)).toEqual({ kind: 'body', body: 'Olá {{x}}' });
  });

  it.each([
    ['is gone', undefined, 'whatsapp'],
    ['takes another variable now', { ...template, variables: otherVariables }, 'whatsapp'],
    ['lost its ContentSid', { body: template.body, variables: template.variables }, 'whatsapp'],
    ['lost its text', { contentSid, variables: template.variables }, 'sms'],
  ] as const)('gives nothing when the template %s', (_why, changed, channel) => {
    expect(compose(content, channel, changed)).toBeUndefined();
  });
});

it('a template fits WhatsApp by its ContentSid and SMS by its text', () => {
  expect(fitsChannel({ contentSid, variables: [] }, 'whatsapp')).toBe(true);
  expect(fitsChannel({ contentSid, variables: [] }, 'sms')).toBe(false);
  expect(fitsChannel({ body: 'x', variables: [] }, 'sms')).toBe(true);
});
