import { expect, it } from 'vitest';
import { renderContent, startingContents } from './content.ts';

const [content] = startingContents(0);

it('fills in the values', () => {
  expect(renderContent('HX1', content, { '1': '77' })).toContain('pedido 77 e');
});

it('sends the sample of what is missing', () => {
  expect(renderContent('HX1', content)).toContain('pedido 1234 e');
});

it('takes the text of any type', () => {
  const card = { sid: 'HX1', friendlyName: null, language: 'en', variables: {}, createdAt: 0 };
  expect(renderContent('HX1', { ...card, types: { 'twilio/card': { title: 'Hi {{name}}' } } }, { name: 'Ana' })).toBe(
    'Hi Ana',
  );
});

it('shows a content that is only at Twilio by its SID and values', () => {
  expect(renderContent('HX1', undefined, { '1': '77' })).toBe('HX1 · 1: 77');
});
