import { handlePrefix } from '@recado/messaging';
import type { AdditionalData, Sealer } from '../encryption/sealer.ts';

/** A handle is not stored: the place only keeps other sealed values from being used as one. */
const place: AdditionalData = 'contacts.handle:lookup';

/** Encrypts a number and the end of its use, so that a URL can name the contact without its number. */
export const sealHandle = ({ seal }: Sealer, to: string, until: Date): string =>
  handlePrefix + seal(`${until.getTime()} ${to}`, place).toString('base64url');

/** Returns `undefined` for anything that was not sealed here, for example with a key that is gone. */
export const openHandle = ({ open }: Sealer, handle: string): { to: string; until: Date } | undefined => {
  try {
    const [until, to] = open(Buffer.from(handle.slice(handlePrefix.length), 'base64url'), place).split(' ');
    return to === undefined ? undefined : { to, until: new Date(Number(until)) };
  } catch {
    return undefined;
  }
};
