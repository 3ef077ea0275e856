import type { RefusalCode } from './refusal-codes.ts';

/**
 * The numbers of Twilio's test credentials, here on every channel (`whatsapp:+15005550001` too). Any other number may
 * send: this account owns them all, unless SIMULATOR_SENDERS says which.
 */
export const magicRecipients: Record<string, RefusalCode> = {
  '+15005550001': 21211,
  '+15005550002': 21612,
  '+15005550003': 21408,
  '+15005550004': 21610,
  '+15005550009': 21614,
};

export const magicSenders: Record<string, RefusalCode> = {
  '+15005550001': 21212,
  '+15005550007': 21606,
  '+15005550008': 21611,
};

/** May always send. */
export const goodSender = '+15005550006';
