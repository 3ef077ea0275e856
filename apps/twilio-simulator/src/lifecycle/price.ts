import { channelOf } from '../messages/address.ts';
import type { Message } from '../messages/message.ts';

/** In US dollars: an SMS for each segment, a WhatsApp message once. Meta's own fee is not in it. */
const perSegment = 0.0083;
const perWhatsApp = 0.005;

/** Twilio's price is negative. What never left is not billed, nor a WhatsApp message that did not arrive. */
export const priceOf = ({ to, status, numSegments, sentAt }: Message): string | null => {
  if (sentAt === null) return null;
  if (channelOf(to) === 'sms') return (-perSegment * numSegments).toFixed(5);
  return status === 'undelivered' ? null : (-perWhatsApp).toFixed(5);
};
