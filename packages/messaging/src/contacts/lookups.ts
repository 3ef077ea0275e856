import type { CountryCode } from 'libphonenumber-js/max';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import { Refusal } from '../errors.ts';
import { contactOf, maskNumber } from '../phone-number.ts';

/** A masked number hides four digits, so more look-ups than this would find it within weeks. */
const lookupsPerHour = 60;
const hourMs = 3_600_000;

type LookupDeps = {
  clock: () => Date;
  defaultCountry: CountryCode;
  /**
   * Writes the entry unless its actor wrote `limit` entries of this action since then. Returns the time of the entry that
   * has to grow old first, or `undefined` after writing.
   */
  writeLimitedEntry: (entry: AuditEntry, bounds: { limit: number; since: Date }) => Promise<Date | undefined>;
};

/**
 * Records that a caller who sees masked numbers looks for data by a number. Throws a Refusal after 60 of them within an
 * hour, and for an invalid number.
 */
export const recordLookup = async (
  deps: LookupDeps,
  phone: string,
  { actor, object }: ByActor & { object?: string },
): Promise<void> => {
  const at = deps.clock();
  const contact = `contacts/${maskNumber(contactOf(phone, deps))}`;
  const entry = {
    at,
    actor,
    action: 'contact.looked_up',
    object: contact,
    ...(object && { detail: { list: object } }),
  };
  const oldest = await deps.writeLimitedEntry(entry, { limit: lookupsPerHour, since: new Date(at.getTime() - hourMs) });
  if (!oldest) return;
  const minutes = Math.ceil((oldest.getTime() + hourMs - at.getTime()) / 60_000);
  throw new Refusal(
    'rate-limited',
    `A key without pii:read may look up ${lookupsPerHour} numbers per hour. Try again in ${minutes} minutes`,
  );
};

const handleMs = 12 * hourMs;

type HandleDeps = {
  clock: () => Date;
  defaultCountry: CountryCode;
  /** Encrypts a number with the time until which it may be used. */
  sealHandle: (to: string, until: Date) => string;
};

/** Returns a handle that stands for a number in paths for 12 hours. Throws a Refusal for an invalid number. */
export const makeHandle = (deps: HandleDeps, phone: string): string =>
  deps.sealHandle(contactOf(phone, deps), new Date(deps.clock().getTime() + handleMs));

type OpenDeps = {
  clock: () => Date;
  /** Returns the number of a handle and its end; `undefined` if it is no handle of this database. */
  openHandle: (handle: string) => { to: string; until: Date } | undefined;
};

/** Begins every handle, and no number. */
export const handlePrefix = 'contact_';

/** Returns the number that a path or a filter names: by a handle, or as it is. Throws a Refusal for an invalid handle. */
export const numberOf = (deps: OpenDeps, phoneOrHandle: string): string => {
  if (!phoneOrHandle.startsWith(handlePrefix)) return phoneOrHandle;
  const opened = deps.openHandle(phoneOrHandle);
  if (!opened || opened.until <= deps.clock())
    throw new Refusal('not-found', 'This handle is unknown or older than 12 hours. Look the number up again');
  return opened.to;
};
