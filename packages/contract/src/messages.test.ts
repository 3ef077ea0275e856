import { describe, expect, it } from 'vitest';
import { Metadata } from './content.ts';
import { SendMessage } from './messages.ts';
import { PutTemplate } from './templates.ts';

const message = { to: '+5511987654321', body: 'Oi' };

describe('SendMessage', () => {
  it.each([
    [{ ...message, body: 'a\0b' }],
    [{ ...message, body: '\ud83d' }],
    [{ ...message, reference: 'a\0b' }],
    [{ ...message, metadata: { a: '\0' } }],
    [{ ...message, metadata: { '\0': 'a' } }],
    [{ ...message, metadata: { a: '\udc00' } }],
    [{ to: message.to, template: 'promotion', variables: { discount: '\0' } }],
  ])('refuses what cannot be stored as it is: %j', (request) => {
    expect(SendMessage.safeParse(request).success).toBe(false);
  });

  it('takes any script and emoji', () => {
    const body = 'Promoção 🎉 só hoje — 特価';
    expect(SendMessage.parse({ ...message, body }).body).toBe(body);
  });

  it('makes text of a variable that is a number', () => {
    const request = { to: message.to, template: 'promotion', variables: { discount: 10 } };
    expect(SendMessage.parse(request).variables).toEqual({ discount: '10' });
  });

  it.each([
    [90, 90],
    ['PT90S', 90],
    ['PT4H', 14_400],
    ['P1DT1M', 86_460],
  ])('reads valid_for %j as %i seconds', (valid_for, seconds) => {
    expect(SendMessage.parse({ ...message, valid_for }).valid_for).toBe(seconds);
  });
});

describe('Metadata', () => {
  it('has at most 4 KiB as JSON', () => {
    const fill = (keys: number) =>
      Object.fromEntries(Array.from({ length: keys }, (_, n) => [`k${n}`, 'é'.repeat(195)]));
    expect(Metadata.safeParse(fill(10)).success).toBe(true);
    expect(Metadata.safeParse(fill(11)).success).toBe(false);
  });
});

it('a template keeps its language in one spelling', () => {
  const template = { channel: 'sms', category: 'utility', body: 'Oi' };
  expect(PutTemplate.parse({ ...template, language: 'pt-BR' }).language).toBe('pt_BR');
  expect(PutTemplate.parse(template).language).toBe('pt_BR');
});
