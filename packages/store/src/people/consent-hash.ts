import type { NewConsent } from '@recado/messaging';
import { createHash } from 'node:crypto';

/**
 * What the chain holds of an entry: 32 bytes that nobody finds the person or the words by once the salt is gone. Of the
 * number itself, so that it holds under other keys, too.
 */
export const commitmentOf = (salt: Buffer, consent: NewConsent): Buffer => {
  const { to, channel, granted, occurredAt, recordedAt, source, words, by } = consent;
  const said = JSON.stringify([
    to,
    channel,
    granted,
    occurredAt.toISOString(),
    recordedAt.toISOString(),
    source,
    words,
    by,
  ]);
  return createHash('sha256').update(salt).update(said).digest();
};
