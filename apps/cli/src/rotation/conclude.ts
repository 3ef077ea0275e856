import type { EncryptionKey } from '@recado/store';
import { Failure } from '../failure.ts';

type Rotated = { resealed: number; unreadable: number };

const quoted = (keys: readonly EncryptionKey[]): string => keys.map(({ id }) => `"${id}"`).join(', ');

/** What came of a rotation, and which keys may go. Throws when something is left that no key opens. */
export const concludeRotation = (
  { resealed, unreadable }: Rotated,
  [current, ...others]: readonly EncryptionKey[],
  place: string,
): string => {
  if (unreadable > 0)
    throw new Failure(
      'unreadable_sealed_values',
      `all else is sealed with "${current?.id}", but ${unreadable} rows hold a value that no key of these opens. Keep every key. If one was left out, add it and run this again.`,
    );
  const done = `All is sealed with "${current?.id}". Rows sealed anew: ${resealed}.`;
  if (!others.length) return done;
  const [isAre, them] = others.length === 1 ? ['is', 'it'] : ['are', 'them'];
  if (!resealed)
    return `${done}\nNothing is sealed with ${quoted(others)}. If one of these is the new key, put it first in ${place}, start anew what runs, and run this again; take out the others.`;
  return `${done}\n${quoted(others)} ${isAre} not used any more. Take ${them} out of ${place}, and start anew what runs. Keep it elsewhere as long as a backup of the database from before may be restored.`;
};
