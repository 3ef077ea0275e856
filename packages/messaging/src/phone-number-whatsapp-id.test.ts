import { expect, it } from 'vitest';
import { Refusal } from './errors.ts';
import { contactOf, maskNumber, normalizeRecipient, parseWhatsappId, spellingsOf } from './phone-number.ts';
import { zonesOfCountry, zonesOfNumber } from './sending-window/zones-of-number.ts';

const id = 'BR.13491208655302741918';

it.each([id, `whatsapp:${id}`, ` ${id} `, 'br.13491208655302741918'])('reads %j as the id of a person', (input) => {
  expect(parseWhatsappId(input)).toEqual({ id, country: 'BR' });
  expect(contactOf(input, { defaultCountry: 'BR' })).toBe(id);
});

it.each(['+5511987654321', 'BR.', 'BR.12', 'ZZ.13491208655302741918', 'st.johnsmith', 'a.b@c.de1234567', '27800', ''])(
  'reads no id in %j',
  (input) => {
    expect(parseWhatsappId(input)).toBeUndefined();
  },
);

it('has one spelling, a mask, and the zones of its country', () => {
  expect(spellingsOf(id)).toEqual([id]);
  expect(maskNumber(id)).toBe('BR.134****1918');
  expect(zonesOfNumber(id)).toEqual(zonesOfCountry('BR'));
});

it('is refused for SMS, and never quoted', () => {
  const read = () => normalizeRecipient(id, { defaultCountry: 'BR', channel: 'sms' });
  expect(read).toThrow(Refusal);
  expect(read).not.toThrow(id);
});
