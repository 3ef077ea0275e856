import type { Channel } from '@recado/contract';
import {
  isSupportedCountry,
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import { refuseField } from './errors.ts';

/** `e164` is the id instead for a person without a number on WhatsApp. */
export type Recipient = { e164: string; country: string | undefined };

type Rules = {
  defaultCountry: CountryCode;
  channel: Channel;
  /** Lists are old: a Brazilian mobile number without its ninth digit is given it, and not refused. */
  addsNinthDigit?: boolean;
};

/**
 * Reads a number as people write it and gives it in E.164, or says what is wrong with it. WhatsApp's ids stay as they are.
 * Throws a Refusal of the field `field`.
 */
export const normalizeRecipient = (input: string, rules: Rules, field = 'to'): Recipient => {
  const known = knowBrazilianMobile(input, rules);
  if (known) return known;
  const whatsapp = parseWhatsappId(input);
  if (whatsapp && rules.channel === 'sms')
    throw refuseField(field, 'invalid_number', 'is an id of WhatsApp, which cannot receive SMS; name a phone number');
  if (whatsapp) return { e164: whatsapp.id, country: whatsapp.country };
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

/** Matches a Mexican or Argentine mobile number without its plus. No area of Brazil makes such a number. */
const unmistakable = /^(?=521?[2-9]\d{9}$|549[123]\d{9}$)/;

/** As it stands; with 00 for the +, as most of the world dials, where that is no number of the default country. */
const parse = (input: string, defaultCountry: CountryCode): PhoneNumber | undefined => {
  const phone = canonical(parsePhoneNumberFromString(input, defaultCountry));
  if (phone?.isValid()) return phone;
  const start = [dialled, unmistakable].find((each) => each.test(input));
  const abroad = start && canonical(parsePhoneNumberFromString(input.replace(start, '+')));
  return abroad?.isPossible() ? abroad : phone;
};

const read = (input: string, { defaultCountry, addsNinthDigit }: Rules): PhoneNumber | undefined => {
  const phone = parse(input.replace(/^whatsapp:/i, ''), defaultCountry);
  if (!phone || !addsNinthDigit || phone.ext || !lacksNinthDigit(phone)) return phone;
  if (hasLetterInside(input)) return undefined;
  return parsePhoneNumberFromString(withNinthDigit(phone.nationalNumber));
};

/**
 * Recognizes a letter in place of a digit: `9876O-4321`, `432l`, `11 nove 8765`. Completed with a ninth digit, the number
 * would be another person's. The x of `(0xx11)` is none.
 */
export const hasLetterInside = (text: string): boolean =>
  /\d[\s().-]*(?!x)\p{L}+[\s().-]*\d|\d(?!x)\p{L}(?!\p{L})|(?<!\p{L})(?!x)\p{L}\d/iu.test(text);

/** Brazil's numbers change only with `addsNinthDigit`; the other countries' other forms cannot mean anything else. */
const canonical = (phone: PhoneNumber | undefined): PhoneNumber | undefined => {
  if (!phone || phone.ext || phone.countryCallingCode === '55') return phone;
  const dialed = phone.number
    .replace(dialedInMexico, '+52')
    .replace(trunkInArgentina, '+549')
    .replace(dialedInArgentina, '+549$1$2');
  const [e164 = phone.number] = spellingsOf(dialed);
  return e164 === phone.number ? phone : (parsePhoneNumberFromString(e164) ?? phone);
};

/** Until 2019, one dialed 044 or 045 before a mobile number, and 01 before others. */
const dialedInMexico = /^\+521?(?:044|045|01)(?=\d{10}$)/;

/** Within Argentina, one dials 0 before the area. With the 9 of calls from abroad, it is too much. */
const trunkInArgentina = /^\+5490(?=[123]\d{9}(?:\d{2})?$)/;

/** Within Argentina, one dials 15 after the area of a mobile number. With the 9 of calls from abroad, it is too much. */
const dialedInArgentina = /^\+549(?=\d{12}$)(11|[23]\d{2,3}?)15(\d{6,8})$/;

/**
 * Returns every E.164 form under which this person may be known. The first is the canonical one: the blind index is made
 * from it, and messages are sent to it. WhatsApp still uses the others.
 *
 * - Brazil: mobile numbers have a ninth digit. WhatsApp accounts of many areas lack it.
 * - Mexico: mobile numbers had a 1 after +52 until 2019, and have it on WhatsApp.
 * - Argentina: mobile numbers have a 9 after +54. Landlines differ in nothing but that 9, so each number gets it.
 */
export const spellingsOf = (e164: string): string[] => {
  for (const { form, toCanonical, toOther } of secondForms) {
    const canonicalForm = e164.replace(form, toCanonical);
    const other = canonicalForm.replace(...toOther);
    if (other !== canonicalForm) return [canonicalForm, other];
  }
  return [e164];
};

type SecondForm = { form: RegExp; toCanonical: string; toOther: readonly [form: RegExp, to: string] };

const secondForms: readonly SecondForm[] = [
  { form: /^\+55(\d{2})([6-9]\d{7})$/, toCanonical: '+55$19$2', toOther: [/^\+55(\d{2})9([6-9]\d{7})$/, '+55$1$2'] },
  { form: /^\+521(\d{10})$/, toCanonical: '+52$1', toOther: [/^\+52([2-9]\d{9})$/, '+521$1'] },
  { form: /^\+54([123]\d{9})$/, toCanonical: '+549$1', toOther: [/^\+549([123]\d{9})$/, '+54$1'] },
];

/** `+5511987655432` -> `+55119****5432`: enough to recognise a number, not enough to dial it. */
export const maskNumber = (e164: string): string => {
  const shown = Math.max(0, Math.min(6, e164.length - 8));
  return `${e164.slice(0, shown)}****${e164.slice(-4)}`;
};

/** Returns the number in a path as E.164; every spelling is the same person. Throws a Refusal for an invalid number. */
export const contactOf = (phone: string, { defaultCountry }: { defaultCountry: CountryCode }): string =>
  normalizeRecipient(phone, { defaultCountry, channel: 'whatsapp', addsNinthDigit: true }, 'phone').e164;

/** A person on WhatsApp who has a username and shows no number to us: the country, and the id in our business. */
export type WhatsappId = { id: string; country: string };

const whatsappIdForm = /^(?:whatsapp:)?([a-z]{2})\.((?=[\w-]*\d)[\w-]{6,128})$/i;

/**
 * Reads an id such as `BR.13491208655302741918`, which Twilio writes in place of a number. It stands for the person in
 * look-ups, opt-outs, consents and replies, as a number does. Returns `undefined` for anything else.
 */
export const parseWhatsappId = (input: string): WhatsappId | undefined => {
  const [, prefix = '', rest = ''] = whatsappIdForm.exec(input.trim()) ?? [];
  const country = prefix.toUpperCase();
  return isSupportedCountry(country) ? { id: `${country}.${rest}`, country } : undefined;
};
