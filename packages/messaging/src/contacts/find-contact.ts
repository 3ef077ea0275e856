import type { CountryCode } from 'libphonenumber-js/max';
import { Refusal } from '../errors.ts';
import { contactOf } from './contact-of.ts';
import type { ContactExport, ContactSummary } from './contacts.ts';

type Deps<Found> = {
  defaultCountry: CountryCode;
  /** `undefined` when there is nothing of the person. `to` is E.164. */
  find: (to: string) => Promise<Found | undefined>;
};

const find = async <Found>({ find: look, ...deps }: Deps<Found>, phone: string) => {
  const to = contactOf(phone, deps);
  const found = await look(to);
  if (!found) throw new Refusal('not-found', 'Nothing is known of this person');
  return { to, found };
};

type FindDeps = {
  defaultCountry: CountryCode;
  findContact: (to: string) => Promise<ContactSummary | undefined>;
};

/** What there is of a person, in short. Throws a Refusal of a number that is none, or of which nothing is known. */
export const findContact = ({ findContact: look, ...deps }: FindDeps, phone: string) =>
  find({ ...deps, find: look }, phone);

type ExportDeps = {
  defaultCountry: CountryCode;
  exportContact: (to: string) => Promise<ContactExport | undefined>;
};

/** All that there is of a person. Throws a Refusal like `findContact`. */
export const exportContact = ({ exportContact: look, ...deps }: ExportDeps, phone: string) =>
  find({ ...deps, find: look }, phone);
