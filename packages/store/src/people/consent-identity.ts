import type { NewConsent } from '@recado/messaging';
import { createHash } from 'node:crypto';

type Said = Pick<NewConsent, 'channel' | 'granted' | 'occurredAt' | 'source' | 'words'>;

/** The same of two consents that say the same of the same person, whoever wrote them down and when: 32 bytes. */
export const identityOf = (person: Buffer, { channel, granted, occurredAt, source, words }: Said): Buffer => {
  const said = JSON.stringify([channel, granted, occurredAt.toISOString(), source, words]);
  return createHash('sha256').update(person).update(said).digest();
};
