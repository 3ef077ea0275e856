import { createHash, randomBytes } from 'node:crypto';
import type { NewConsent } from '@recado/messaging';
import { indexOfPerson, type BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { consentContentOf } from '../sealing/place.ts';

/** What is written down of a consent. `person` is for `index_of`. */
export type ConsentEntry = { person: Buffer; consent: NewConsent; salt: Buffer; commitment: Buffer; sealed: Buffer };

type Keys = { sealer: Sealer; indexOf: BlindIndex };

const saltBytes = 32;

/**
 * What the chain holds of an entry: 32 bytes that nobody finds the person or the words by once the salt is gone. Of the
 * number itself, so that it holds under other keys, too.
 */
export const commitmentOf = (salt: Buffer, consent: NewConsent): Buffer => {
  const { to, channel, granted, occurredAt, recordedAt, source, words, by, campaignId, pending } = consent;
  const said = JSON.stringify([
    to,
    channel,
    granted,
    occurredAt.toISOString(),
    recordedAt.toISOString(),
    source,
    words,
    by,
    ...(campaignId === undefined ? [] : [campaignId]),
    ...(pending === undefined ? [] : ['pending', pending]),
  ]);
  return createHash('sha256').update(salt).update(said).digest();
};

/** Sealed for its salt, which no other entry has: its place in the ledger is not known before the ledger is held. */
export const makeEntry = ({ sealer, indexOf }: Keys, consent: NewConsent): ConsentEntry => {
  const { to, source, words, by, pending } = consent;
  const salt = randomBytes(saltBytes);
  return {
    person: indexOfPerson(to, indexOf),
    consent,
    salt,
    commitment: commitmentOf(salt, consent),
    sealed: sealer.seal(JSON.stringify({ to, source, words, by, pending }), consentContentOf(salt)),
  };
};

type Told = Pick<NewConsent, 'to' | 'source' | 'words' | 'by' | 'pending'>;

/** What is sealed of an entry. */
export const toldOf = (
  { salt, content_sealed: sealed }: { salt: Buffer; content_sealed: Buffer },
  sealer: Sealer,
): Told => JSON.parse(sealer.open(sealed, consentContentOf(salt))) as Told;
