import {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { brazilianZones } from '../window/brazilian-zones.ts';
import { readPrefixes } from '../window/prefixes.ts';

type Zones = readonly string[];

/**
 * Mobiles that tell no region, in countries of several zones; libphonenumber's data has them in the largest: Spain,
 * Chile, Ecuador, Australia, Indonesia, New Zealand, Russia, Mongolia.
 */
const mobilesOfAnyRegion = new Set(['346', '347', '569', '5939', '614', '628', '642', '79', '9768', '9769']);

type Tables = { zones: ReadonlyMap<string, Zones>; longest: number };

/** A calling code with several zones is left to its country: it may be shared, and tells no region. */
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
 * All IANA zones of a country (ISO 3166: `BR`), sorted; `undefined` when none is known. What is open in all of them is
 * open for everyone there.
 */
export const zonesOfCountry = (country: string): Zones | undefined => {
  if (!listed.has(country)) listed.set(country, listZones(country));
  return listed.get(country);
};

/**
 * The IANA zones in which the owner of an E.164 number may be, sorted: those of its area code, else those of its
 * country, which is found out if it is not given; `undefined` when it tells nothing, as that of a satellite phone.
 * Numbers of the same region get the same array. Synchronous, and fast enough for every row of a large file. Source:
 * libphonenumber, CLDR, and for Brazil the area codes.
 */
export const zonesOfNumber = (e164: string, country?: string): Zones | undefined => {
  const { zones, longest } = read();
  const digits = e164.slice(1);
  for (let length = longest; length > 0; length -= 1) {
    const found = zones.get(digits.slice(0, length));
    if (found) return found;
  }
  const home = country ?? parsePhoneNumberFromString(e164)?.country;
  return home === undefined ? undefined : zonesOfCountry(home);
};
