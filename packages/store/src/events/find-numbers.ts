import { sql, type Kysely } from 'kysely';
import { detailOf as openConsent } from '../consent/ledger.ts';
import { openIfKept } from '../encryption/sealed-content.ts';
import { eventNumberOf, inboundSenderOf, recipientOf, type Sealer } from '../encryption/sealer.ts';
import type { Schema } from '../schema/index.ts';

type Detail = Record<string, unknown>;

type Row = { number: string; at: string; sealed: Buffer; salt: Buffer | null };

/**
 * Finds the whole number of the person that an opt-out, an opt-in or a consent is about. The log has none, so each is read
 * from the message, reply, entry of the ledger or stored number that it names. There, retention and erasure remove it.
 */
export const findNumbers = async (
  db: Kysely<Schema>,
  sealer: Sealer,
  events: readonly { sequence: number; detail?: Detail }[],
): Promise<Map<number, string>> => {
  const wanted = events.flatMap(({ sequence, detail }) => (detail ? referenceOf(sequence, detail) : []));
  if (!wanted.length) return new Map();
  const { rows } = await sql<Row>`
    with wanted as (
      select * from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
        as requested (number bigint, message_id uuid, inbound_id uuid, audit_id uuid, link bigint)
    )
    select number, messages.id::text as at, to_sealed as sealed, null::bytea as salt
    from wanted join messages on messages.id = wanted.message_id
    union all
    select number, inbound_messages.id::text, from_sealed, null from wanted join inbound_messages on inbound_messages.id = inbound_id
    union all
    select number, audit_id::text, to_sealed, null from wanted join event_numbers using (audit_id)
    union all
    select number, 'consent', content_sealed, salt from wanted join consent_entries on sequence = link and place = 0`.execute(
    db,
  );
  return new Map(
    rows.flatMap(({ number, at, sealed, salt }) => {
      const of = wanted.find((reference) => reference.number === Number(number));
      const to = salt
        ? openConsent({ salt, content_sealed: sealed }, sealer)?.to
        : openIfKept(sealer.tryOpen, sealed, placeOf(of, at));
      return to ? [[Number(number), to] as const] : [];
    }),
  );
};

type Reference = {
  number: number;
  message_id?: unknown;
  inbound_id?: unknown;
  audit_id?: unknown;
  link?: unknown;
};

const placeOf = (reference: Reference | undefined, id: string) => {
  if (reference?.message_id !== undefined) return recipientOf(id);
  return reference?.audit_id === undefined ? inboundSenderOf(id) : eventNumberOf(id);
};

/** An import of a file names a link of the ledger, too, but no person. */
const referenceOf = (number: number, detail: Detail): Reference[] => {
  const { message_id, inbound_id, audit_id, to, sequence: link } = detail;
  if (message_id !== undefined) return [{ number, message_id }];
  if (to === undefined) return [];
  if (inbound_id !== undefined) return [{ number, inbound_id }];
  if (audit_id !== undefined) return [{ number, audit_id }];
  return link === undefined ? [] : [{ number, link }];
};
