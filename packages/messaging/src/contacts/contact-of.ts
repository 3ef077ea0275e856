import type { CountryCode } from 'libphonenumber-js/max';
import { normalizeRecipient } from './phone-number.ts';

/** The number in a path, as E.164; every spelling is the same person. Throws a Refusal of what is none. */
export const contactOf = (phone: string, { defaultCountry }: { defaultCountry: CountryCode }): string =>
  normalizeRecipient(phone, { defaultCountry, channel: 'whatsapp', addsNinthDigit: true }, 'phone').e164;
