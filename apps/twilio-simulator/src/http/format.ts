import { randomUUID } from 'node:crypto';

/** Makes a SID of Twilio's shape: two letters and 32 hexadecimal digits. */
export const newSid = (prefix: string): string => prefix + randomUUID().replaceAll('-', '');

const sequenceDigits = 8;

/** Makes a SID that ends in its sequence number, so that a page token stays valid after its message was deleted. */
export const sequencedSid = (prefix: string, sequence: number): string =>
  newSid(prefix).slice(0, -sequenceDigits) + sequence.toString(16).padStart(sequenceDigits, '0');

export const sequenceOf = (sid: string): number => Number.parseInt(sid.slice(-sequenceDigits), 16);

let lastSecond = Number.NaN;
let lastText = '';

/**
 * Formats a date like Twilio: RFC 2822 in UTC ("Sun, 22 Nov 2026 12:00:00 +0000"). `at` is epoch milliseconds. It caches
 * the last date, because most calls are in the current second.
 */
export const rfc2822 = (at: number): string => {
  const second = Math.floor(at / 1000);
  if (second === lastSecond) return lastText;
  lastSecond = second;
  lastText = new Date(at).toUTCString().replace('GMT', '+0000');
  return lastText;
};
