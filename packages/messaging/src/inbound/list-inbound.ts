import type { ListInbound } from '@recado/contract';
import type { CountryCode } from 'libphonenumber-js/max';
import { normalizeRecipient } from '../contacts/phone-number.ts';
import { decodeCursor, pageOf } from '../pagination.ts';
import type { RecordedInbound } from './inbound.ts';

/** `from` is E.164, in any spelling; `before` an id. */
export type InboundFilter = Omit<ListInbound, 'cursor'> & { before?: string };

type Deps = {
  defaultCountry: CountryCode;
  listInbound: (filter: InboundFilter) => Promise<RecordedInbound[]>;
};

/** What people sent, the newest first, a page at a time. Throws a Refusal of a number or a cursor that is none. */
export const listInbound = async (deps: Deps, { from, cursor, ...query }: ListInbound) => {
  const rules = { defaultCountry: deps.defaultCountry, channel: 'whatsapp', addsNinthDigit: true } as const;
  const found = await deps.listInbound({
    ...query,
    limit: query.limit + 1,
    ...(from !== undefined && { from: normalizeRecipient(from, rules, 'from').e164 }),
    ...(cursor !== undefined && { before: decodeCursor(cursor) }),
  });
  const { page, nextCursor } = pageOf(found, query.limit);
  return { messages: page, nextCursor };
};
