import { z } from 'zod';
import { parseVariables, type Variables } from '../content/content.ts';

const one = z.union([z.string(), z.array(z.string()).transform((values) => values[0] ?? '')]).default('');
const many = z.union([z.array(z.string()), z.string().transform((value) => [value])]).default([]);

/** Reads the parameters of a create call by Twilio's names. An absent parameter is empty; others are ignored. */
export const CreateForm = z.object({
  To: one,
  From: one,
  MessagingServiceSid: one,
  Body: one,
  MediaUrl: many,
  ContentSid: one,
  ContentVariables: one,
  StatusCallback: one,
  ValidityPeriod: one,
  ScheduleType: one,
  SendAt: one,
});
export type CreateForm = z.infer<typeof CreateForm>;

/** Holds a create call with the values that several rules check. */
export type Draft = {
  form: CreateForm;
  to: Address | undefined;
  from: Address | undefined;
  /** Undefined if ContentVariables is empty or not an object of strings. */
  variables: Variables | undefined;
};

export const draftOf = (form: CreateForm): Draft => ({
  form,
  to: parseAddress(form.To),
  from: form.From ? parseAddress(form.From) : undefined,
  variables: form.ContentVariables ? parseVariables(form.ContentVariables) : undefined,
});

export type Channel = 'sms' | 'whatsapp';

/** Splits off the prefix of the channel. `number` is E.164, a short code or an alphanumeric sender. */
type Address = { channel: Channel; number: string };

const whatsappPrefix = 'whatsapp:';

/** Returns undefined for a channel that the simulator does not have (`messenger:…`, `tel:…`). */
export const parseAddress = (text: string): Address | undefined => {
  if (text.startsWith(whatsappPrefix)) return { channel: 'whatsapp', number: text.slice(whatsappPrefix.length) };
  return text.includes(':') ? undefined : { channel: 'sms', number: text };
};

export const formatAddress = ({ channel, number }: Address): string =>
  channel === 'whatsapp' ? whatsappPrefix + number : number;

/** Expects a stored address, which was parsed when its message was created. */
export const channelOf = (address: string): Channel => (address.startsWith(whatsappPrefix) ? 'whatsapp' : 'sms');

const e164 = /^\+[1-9]\d{7,14}$/;
const brazilian = /^\+55\d{10,11}$/;

/** Accepts E.164 of a plausible length. A Brazilian number has two digits for the area and eight or nine more. */
export const isPhoneNumber = (number: string): boolean =>
  e164.test(number) && (!number.startsWith('+55') || brazilian.test(number));

/** Recognizes Brazilian landlines: eight digits that start with 2 to 5. */
export const isLandline = (number: string): boolean => /^\+55\d{2}[2-5]\d{7}$/.test(number);

/** WhatsApp names a person who has a username by an id in place of a number. */
export const isWhatsappPerson = ({ channel, number }: Address): boolean =>
  isPhoneNumber(number) || (channel === 'whatsapp' && /^[A-Z]{2}\.\w{6,128}$/.test(number));

const shortCode = /^\d{3,6}$/;
const alphanumericSender = /^(?=.*[A-Za-z])[A-Za-z0-9 &_+-]{1,11}$/;

export const isSender = ({ channel, number }: Address): boolean =>
  isPhoneNumber(number) || (channel === 'sms' && (shortCode.test(number) || alphanumericSender.test(number)));
