import type { StatusReport } from '@recado/messaging';
import { createHash } from 'node:crypto';

/** The same report has the same id, so that it is kept once: a UUID of version 8 (RFC 9562) over what it says. */
export const callbackEventId = ({ twilioSid, twilioStatus, errorCode, detail }: StatusReport): string => {
  const said = JSON.stringify([twilioSid, twilioStatus, errorCode ?? null, detail ?? null]);
  const bytes = createHash('sha256').update(said).digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};
