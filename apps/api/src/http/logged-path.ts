const maxLength = 200;

/** A whole segment of a path that may be a phone number, however it is written. */
const numberLike = /(?<=\/)(?:\+|%2B)?\(?\d(?:[\d().-]|%20){6,}(?=\/|$)/gi;

/** What the log has of a URL: the path alone, for a query may hold a number, and no number in it either. */
export const loggedPath = (url: string): string =>
  url
    .replace(/[?#].*$/s, '')
    .replace(numberLike, '****')
    .slice(0, maxLength);
