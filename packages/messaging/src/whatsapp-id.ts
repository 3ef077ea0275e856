import { isSupportedCountry } from 'libphonenumber-js/max';

/** A person on WhatsApp who has a username and shows no number to us: the country, and the id in our business. */
export type WhatsappId = { id: string; country: string };

const form = /^(?:whatsapp:)?([a-z]{2})\.((?=[\w-]*\d)[\w-]{6,128})$/i;

/**
 * Reads an id such as `BR.13491208655302741918`, which Twilio writes in place of a number. It stands for the person in
 * look-ups, opt-outs, consents and replies, as a number does. Returns `undefined` for anything else.
 */
export const parseWhatsappId = (input: string): WhatsappId | undefined => {
  const [, prefix = '', rest = ''] = form.exec(input.trim()) ?? [];
  const country = prefix.toUpperCase();
  return isSupportedCountry(country) ? { id: `${country}.${rest}`, country } : undefined;
};
