import { randomUUID } from 'node:crypto';

/** A SID of Twilio's shape: two letters and 32 hexadecimal digits. */
export const newSid = (prefix: string): string => prefix + randomUUID().replaceAll('-', '');

const sequenceDigits = 8;

/** A SID that ends in its sequence number, so that a page token stays a place in the list after its message is gone. */
export const sequencedSid = (prefix: string, sequence: number): string =>
  newSid(prefix).slice(0, -sequenceDigits) + sequence.toString(16).padStart(sequenceDigits, '0');

export const sequenceOf = (sid: string): number => Number.parseInt(sid.slice(-sequenceDigits), 16);
