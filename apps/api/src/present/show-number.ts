import { maskNumber } from '@recado/messaging';
import type { View } from './message.ts';

/** A number as the one who looks may see it, and what stands in its place once it was erased. */
export const showNumber = (e164: string | undefined, { unmasked }: View): string => {
  if (e164 === undefined) return 'erased';
  return unmasked ? e164 : maskNumber(e164);
};
