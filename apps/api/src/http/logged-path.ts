import { looksLikeNumber } from './looks-like-number.ts';

const maxLength = 200;

/** Behind this is a phone number, and if what is there is none, then one that is written wrongly. */
const person = /^(\/v1\/contacts\/)[^/]+/i;

/** What the log has of a URL: the path alone, for a query may hold a number, and no number in it either. */
export const loggedPath = (url: string): string =>
  url
    .replace(/[?#].*$/s, '')
    .replace(person, '$1****')
    .replace(/[^/]+/g, (part) => (looksLikeNumber(part) ? '****' : part))
    .slice(0, maxLength);
