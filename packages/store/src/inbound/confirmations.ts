import {
  defaultConfirmation,
  spellingsOf,
  type ConfirmationBasis,
  type NewInbound,
  type OptOutConfirmation,
} from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { contactIndexOf, type BlindIndex, type ContactIndex } from '../encryption/blind-index.ts';
import { confidentialOf } from '../encryption/sealed-content.ts';
import { contentOf, recipientOf, type Sealer } from '../encryption/sealer.ts';
import { omitNulls } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';

/**
 * Handles one STOP or START of a person at a time, so the second of two simultaneous ones sees the first one's
 * confirmation. The table keeps the index under its key until then.
 */
export const lockConfirmations = async (kysely: Kysely<Schema>, person: ContactIndex): Promise<void> => {
  await sql`
    select pg_advisory_xact_lock(hashtextextended('confirmations ' || encode(${person}, 'hex'), 0))
    where not exists (select from suppressions where false)`.execute(kysely);
};

const nobody = sql`select null::uuid as id where false`;

/**
 * This part of the statement accepts the confirmation of an opt-out or START: once a day, and for START only after an
 * opt-out. A clear request in a sentence is confirmed as a `stop`. The confirmation is sent although the person opted
 * out, because `confirms` is `stop`. No other message has that value.
 */
export const acceptConfirmation = (
  { from, confirmation, wish = 'stop' }: NewInbound,
  { seal }: Sealer,
): RawBuilder<unknown> => {
  if (!confirmation) return nobody;
  const { id, body, segments = null, validUntil, unlessSince } = confirmation;
  const [to = from] = spellingsOf(from);
  return sql`
    insert into messages (
      id, created_at, due_at, valid_until, status, channel, category, sender_id, segments, to_index, to_sealed,
      content_sealed, confirms
    )
    select ${id}::uuid, received_at, received_at, ${validUntil}::timestamptz, 'accepted', channel, 'utility', sender_id,
      ${segments}::smallint, from_index, ${seal(to, recipientOf(id))}::bytea,
      ${seal(confidentialOf({ kind: 'body', body }), contentOf(id))}::bytea, ${wish}::wish
    from kept
    where (${wish}::wish = 'stop' or exists (select from opted_in)) and not exists (
      select from messages as before
      where before.to_index = kept.from_index and before.confirms = ${wish}::wish and before.channel = kept.channel
        and before.created_at > ${unlessSince}
    )
    returning id`;
};

type Deps = { kysely: Kysely<Schema>; indexOf: BlindIndex };

/** The language that a person is known to read: their own, or that of the last template that was meant for them. */
export const findConfirmationBasis = async ({ kysely, indexOf }: Deps, from: string): Promise<ConfirmationBasis> => {
  const person = contactIndexOf(from, indexOf);
  const { rows } = await sql<{ setting: OptOutConfirmation | null; language: string | null }>`
    select
      (select value from settings where name = 'opt_out_confirmation') as setting,
      coalesce(
        (select language from contacts where to_index = ${person}),
        (
          select template_language from messages
          where to_index = ${person} and template_language is not null order by id desc limit 1
        )
      ) as language`.execute(kysely);
  return { setting: rows[0]?.setting ?? defaultConfirmation, ...omitNulls({ language: rows[0]?.language }) };
};
