import { PutTemplate } from '@recado/contract';
import { expect, it } from 'vitest';
import { seedTemplates } from './seed-templates.ts';

const now = new Date('2026-11-22T12:00:00Z');
const simulated = seedTemplates(now, 'http://127.0.0.1:4010');

it("has the shop's three in Portuguese, stored first, and in English", () => {
  expect(
    simulated.toSorted((a, b) => +a.createdAt - +b.createdAt).map(({ name, language }) => `${name} ${language}`),
  ).toEqual([
    'order_confirmation pt_BR',
    'promotion pt_BR',
    'order_status pt_BR',
    'order_confirmation en',
    'promotion en',
    'order_status en',
  ]);
});

it('could each have been PUT', () => {
  for (const { channel, category, language, contentSid, body, variables } of simulated)
    expect(
      PutTemplate.safeParse({ channel, category, language, content_sid: contentSid, body, variables }).error,
    ).toBeUndefined();
});

it('has no ContentSid of another account', () => {
  const real = seedTemplates(now, 'https://api.twilio.com');
  expect(real.map(({ contentSid }) => contentSid)).toEqual(Array.from({ length: 6 }));
  expect(new Set(simulated.map(({ contentSid }) => contentSid)).size).toBe(6);
});
