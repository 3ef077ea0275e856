import type { Channel } from '@recado/contract';
import { parsePhoneNumberFromString, type CountryCode, type PhoneNumber } from 'libphonenumber-js/max';
import { refuseField } from './errors.ts';

export type Recipient = { e164: string; country: string | undefined };

type Rules = {
  defaultCountry: CountryCode;
  channel: Channel;
  /** Lists are old: a Brazilian mobile number without its ninth digit is given it, and not refused. */
  addsNinthDigit?: boolean;
};

/**
 * Reads a number as people write it and gives it in E.164, or says what is wrong with it.
 * Throws a Refusal of the field `field`.
 */
export const normalizeRecipient = (input: string, rules: Rules, field = 'to'): Recipient => {
  const known = knowBrazilianMobile(input, rules);
  if (known) return known;
  const phone = read(input, rules);
  if (!phone) throw refuseField(field, 'invalid_number', 'is not a phone number; write it as +5511987654321');
  if (phone.ext) throw refuseField(field, 'invalid_number', 'has an extension, which cannot receive messages');
  if (lacksNinthDigit(phone))
    throw refuseField(
      field,
      'missing_ninth_digit',
      'is a Brazilian mobile number without its ninth digit: put a 9 before the last eight digits',
    );
  if (!phone.isPossible())
    throw refuseField(field, 'impossible_number', 'has too few or too many digits for its country');
  if (!phone.isValid()) throw refuseField(field, 'invalid_number', 'is not a number that exists in its country');
  const wrong = rules.channel === 'sms' ? notForSms[phone.getType() ?? ''] : undefined;
  if (wrong) throw refuseField(field, phone.getType() === 'FIXED_LINE' ? 'landline' : 'not_mobile', wrong);
  return { e164: phone.number, country: phone.country };
};

const notForSms: Record<string, string> = {
  FIXED_LINE: 'is a landline, which cannot receive SMS',
  TOLL_FREE: 'is a toll-free number, which cannot receive SMS',
  PREMIUM_RATE: 'is a premium-rate number',
  SHARED_COST: 'is a shared-cost number',
  VOICEMAIL: 'is a voicemail number',
  PAGER: 'is a pager',
  UAN: 'is a company number, which cannot receive SMS',
};

const brazilianMobileWithoutNine = /^[1-9]\d[6-9]\d{7}$/;

const lacksNinthDigit = (phone: PhoneNumber) =>
  phone.countryCallingCode === '55' && brazilianMobileWithoutNine.test(phone.nationalNumber);

const plainBrazilianMobile = /^(\+55|55)?((?:[14689][1-9]|2[12478]|3[1-578]|5[13-5]|7[13-579])9\d{8})$/;

/** Recognizes the most common numbers quickly, with the same result as libphonenumber. */
const knowBrazilianMobile = (input: string, { defaultCountry }: Rules): Recipient | undefined => {
  const [, prefix, national] = plainBrazilianMobile.exec(input) ?? [];
  if (national === undefined || (prefix !== '+55' && defaultCountry !== 'BR')) return undefined;
  return { e164: `+55${national}`, country: 'BR' };
};

const withNinthDigit = (national: string) => `+55${national.slice(0, 2)}9${national.slice(2)}`;

const dialled = /^\s*00\s*(?=[1-9])/;

/** As it stands; with 00 for the +, as most of the world dials, where that is no number of the default country. */
const parse = (input: string, defaultCountry: CountryCode): PhoneNumber | undefined => {
  const phone = parsePhoneNumberFromString(input, defaultCountry);
  if (phone?.isValid() || !dialled.test(input)) return phone;
  const abroad = parsePhoneNumberFromString(input.replace(dialled, '+'));
  return abroad?.isPossible() ? abroad : phone;
};

const read = (input: string, { defaultCountry, addsNinthDigit }: Rules): PhoneNumber | undefined => {
  const phone = parse(input.replace(/^whatsapp:/i, ''), defaultCountry);
  if (!phone || !addsNinthDigit || phone.ext || !lacksNinthDigit(phone)) return phone;
  return parsePhoneNumberFromString(withNinthDigit(phone.nationalNumber));
};

/**
 * Every E.164 form under which this person may be known. Brazilian WhatsApp accounts of many areas keep the old
 * number without the ninth digit. The first is the canonical one.
 */
export const spellingsOf = (e164: string): string[] => {
  const national = /^\+55(\d{2})9([6-9]\d{7})$/.exec(e164);
  if (national) return [e164, `+55${national[1]}${national[2]}`];
  const old = /^\+55(\d{2}[6-9]\d{7})$/.exec(e164)?.[1];
  return old ? [withNinthDigit(old), e164] : [e164];
};

/** `+5511987655432` -> `+55119****5432`: enough to recognise a number, not enough to dial it. */
export const maskNumber = (e164: string): string => {
  const shown = Math.max(0, Math.min(6, e164.length - 8));
  return `${e164.slice(0, shown)}****${e164.slice(-4)}`;
};

/** Returns the number in a path as E.164; every spelling is the same person. Throws a Refusal for an invalid number. */
export const contactOf = (phone: string, { defaultCountry }: { defaultCountry: CountryCode }): string =>
  normalizeRecipient(phone, { defaultCountry, channel: 'whatsapp', addsNinthDigit: true }, 'phone').e164;
