import type { I18n, MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** Remedies, by the key that the API gives to a code. */
export const remedies: Record<string, MessageDescriptor> = {
  wait: msg`It passes by itself. Retry later.`,
  look_up: msg`Twilio may have the message. Recado looks it up before it sends again.`,
  check_number: msg`Check the number with the person. A retry does not help.`,
  nothing_opted_out: msg`Nothing to do: this person does not want these messages.`,
  send_sms: msg`WhatsApp does not reach this person. An SMS may: give the next campaign a fallback SMS.`,
  fix_template: msg`Correct the template at Twilio, then sync the templates, then retry.`,
  fix_sender: msg`Correct the sender at Twilio, then resume it, then retry.`,
  fix_account: msg`Correct the account at Twilio, then resume the sender, then retry.`,
  fix_settings: msg`Correct the settings at Twilio, then retry.`,
  fix_content: msg`Correct the text or its variables. The same message fails again.`,
  nothing: msg`Nothing to do.`,
};

/** After these remedies the same message fails again, or must not be sent again. */
const final = new Set(['check_number', 'nothing_opted_out', 'nothing']);

export const mayRetryAfter = (remedy: string | undefined): boolean => remedy === undefined || !final.has(remedy);

/** The codes that campaigns meet most, in words for marketing. The API has words for all others, in English. */
const meanings: Record<number, MessageDescriptor> = {
  21408: msg`The Twilio account may not send to this country`,
  21610: msg`The person wrote STOP to this sender`,
  21614: msg`This number cannot receive SMS`,
  30001: msg`The sender's queue at Twilio was full`,
  30003: msg`The phone is off or out of reach`,
  30004: msg`The person or the carrier blocks the message`,
  30005: msg`The number is unknown or no longer in use`,
  30006: msg`A landline, or a carrier that cannot be reached`,
  30007: msg`The carrier took it for spam`,
  30008: msg`The carrier gave an unknown error`,
  30017: msg`The carrier is congested`,
  30036: msg`Its time was over before it could be delivered`,
  63003: msg`The person is not on WhatsApp`,
  63013: msg`WhatsApp's policy does not allow the text, or a variable is empty`,
  63014: msg`The person blocked you on WhatsApp`,
  63016: msg`Free text is allowed only in the 24 hours after the person's last message`,
  63018: msg`WhatsApp's limit of people a day, or of speed, is reached`,
  63024: msg`WhatsApp cannot reach this person`,
  63032: msg`Meta does not deliver to this person`,
  63033: msg`The person turned your marketing off on WhatsApp`,
  63041: msg`Meta paused the template`,
  63042: msg`Meta disabled the template`,
  63049: msg`Meta held this marketing message back`,
};

export const sayMeaning = (i18n: I18n, code: number, meaning: string): string => {
  const known = meanings[code];
  return known ? i18n._(known) : meaning;
};
