import { unescape } from 'node:querystring';

/** National numbers without an area are not shorter anywhere. */
const fewestDigits = 7;

/**
 * Whether a part of a path or an id may be a phone number, however it is written: in escapes, with a scheme such as
 * `whatsapp:`, in digits of another script.
 */
export const looksLikeNumber = (part: string): boolean => {
  if (part.length < fewestDigits || !/[\d%]/.test(part)) return false;
  const plain = unescape(part).replace(/^\p{L}+:/u, '');
  return !/\p{L}/u.test(plain) && plain.replace(/\P{Nd}/gu, '').length >= fewestDigits;
};
