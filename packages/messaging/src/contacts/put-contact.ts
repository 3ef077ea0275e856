import type { PutContact } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { contactOf } from './contact-of.ts';

/** What was put for a person. */
export type ContactSettings = { timezone?: string; language?: string };

type Deps = {
  clock: () => Date;
  defaultCountry: CountryCode;
  /** Keeps what is not named; `null` takes away. `to` is E.164. */
  putContact: (to: string, change: PutContact, at: Date) => Promise<ContactSettings>;
};

/** Sets where a person lives and what they read. Throws a Refusal of a number that is none. */
export const putContact = async ({ putContact: put, ...deps }: Deps, phone: string, change: PutContact) => {
  const to = contactOf(phone, deps);
  const { timezone, ...rest } = change;
  // In the spelling in which sets of zones have it.
  const zone = timezone && new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone;
  const settings = await put(to, { ...rest, ...(timezone !== undefined && { timezone: zone ?? null }) }, deps.clock());
  return { to, settings };
};
