import type { DraftedRecipient } from '@recado/messaging';
import { v7 as uuidv7 } from 'uuid';
import { indexOfPerson, nameBytes, type BlindIndex } from '../encryption/blind-index.ts';
import { confidentialOf } from '../encryption/sealed-content.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { contentOf, recipientOf } from '../sealing/place.ts';
import type { ZoneSets } from './zones.ts';

type Deps = { sealer: Sealer; indexOf: BlindIndex; zoneSets: ZoneSets };

const slots = 64;
const none = '\\N';

/** COPY takes a backslash for the beginning of an escape, so the one of a bytea is doubled. */
const bytes = (value: Buffer) => `\\\\x${value.toString('hex')}`;

const fallbackOf = ({ to, fallback }: DraftedRecipient, { seal }: Sealer): string => {
  if (!fallback) return `${none}\t${none}\t${none}\t${none}`;
  const id = uuidv7();
  const sealedTo = bytes(seal(to, recipientOf(id)));
  const sealedContent = bytes(seal(confidentialOf(fallback.content), contentOf(id)));
  return `${id}\t${fallback.segments ?? none}\t${sealedTo}\t${sealedContent}`;
};

/** A recipient as a line of COPY's text format, sealed for the message that it becomes. */
export const stagedLine = (recipient: DraftedRecipient, { sealer, indexOf, zoneSets }: Deps): string => {
  const { to, zones, line, country, segments, content, isOwnZone } = recipient;
  const id = uuidv7();
  const person = indexOfPerson(to, indexOf);
  const slot = person.readUInt8(nameBytes) % slots;
  const sealedTo = bytes(sealer.seal(to, recipientOf(id)));
  const sealedContent = bytes(sealer.seal(confidentialOf(content), contentOf(id)));
  return (
    `${id}\t${zoneSets.idOf(zones)}\t${isOwnZone ? 't' : 'f'}\t${slot}\t${line}\t${country ?? none}\t${segments ?? none}\t` +
    `${bytes(person)}\t${sealedTo}\t${sealedContent}\t${fallbackOf(recipient, sealer)}\n`
  );
};
