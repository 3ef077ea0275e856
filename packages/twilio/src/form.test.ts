import { expect, it } from 'vitest';
import { encodeForm } from './form.ts';

it('encodes text, repeats the key of a list, and leaves out what is undefined', () => {
  const form = encodeForm({ Body: 'Olá & até já +1', ValidityPeriod: 60, MediaUrl: ['a', 'b'], From: undefined });
  expect(form).toBe('Body=Ol%C3%A1+%26+at%C3%A9+j%C3%A1+%2B1&ValidityPeriod=60&MediaUrl=a&MediaUrl=b');
});
