import type { CountryCode } from 'libphonenumber-js/max';
import type { AuditEntry } from '../audit/audit.ts';
import { maskNumber } from '../mask.ts';
import { contactOf } from './contact-of.ts';
import type { Erased } from './contacts.ts';

type Deps = {
  clock: () => Date;
  defaultCountry: CountryCode;
  /** Takes all that tells of a person from the record, and notes it with the counts. `to` is E.164. */
  eraseContact: (erasure: { to: string; at: Date; audit: AuditEntry }) => Promise<Erased>;
};

/**
 * Erases a person: what was written and to whom, wherever it stands. Counts, costs and opt-outs stay. Doing so again finds
 * nothing. Throws a Refusal of a number that is none.
 */
export const eraseContact = async (
  deps: Deps,
  phone: string,
  { actor }: Pick<AuditEntry, 'actor'>,
): Promise<{ to: string; erased: Erased }> => {
  const to = contactOf(phone, deps);
  const at = deps.clock();
  const audit = { at, actor, action: 'contact.erased', object: `contacts/${maskNumber(to)}` };
  return { to, erased: await deps.eraseContact({ to, at, audit }) };
};
