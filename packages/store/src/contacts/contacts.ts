import type { PutContact } from '@recado/contract';
import {
  handlePrefix,
  type ConsentState,
  type ContactSettings,
  type ContactSummary,
  type OptOut,
  type OptOutRequest,
} from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { contactIndexOf, indexOfContact, type BlindIndex, type ContactIndex } from '../encryption/blind-index.ts';
import type { AdditionalData, Sealer } from '../encryption/sealer.ts';
import { batchCalls } from '../postgres/batch.ts';
import { findWhatsappIds } from '../inbound/whatsapp-ids.ts';
import { omitNulls } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';

/** Sets the settings that are named; `null` removes one. A row without any setting is deleted. */
export const saveContact = async (
  db: Kysely<Schema>,
  person: ContactIndex,
  change: PutContact,
  at: Date,
): Promise<ContactSettings> => {
  const { timezone, language } = change;
  const row = await db
    .insertInto('contacts')
    .values({ to_index: person, timezone: timezone ?? null, language: language ?? null, updated_at: at })
    .onConflict((conflict) =>
      conflict.column('to_index').doUpdateSet({
        updated_at: at,
        ...(timezone !== undefined && { timezone }),
        ...(language !== undefined && { language }),
      }),
    )
    .returning(['timezone', 'language'])
    .executeTakeFirstOrThrow();
  if (row.timezone === null && row.language === null)
    await db
      .deleteFrom('contacts')
      .where('to_index', '=', person)
      .where('timezone', 'is', null)
      .where('language', 'is', null)
      .execute();
  return omitNulls({ timezone: row.timezone, language: row.language });
};

/** Finds the language that was put for a person, if one was. Calls at the same time share one statement. */
export const makeFindContactLanguage = (db: Kysely<Schema>, indexOf: BlindIndex) => {
  const find = batchCalls(async (people: readonly string[]) => {
    const indexes = people.map((to) => indexOfContact(to, indexOf));
    const { rows } = await sql<{ language: string | null }>`
      select contacts.language
      from unnest(${indexes}::bytea[]) with ordinality as requested (person, place)
      left join contacts on contacts.to_index = index_of(requested.person)
      order by place`.execute(db);
    return rows.map(({ language }) => language);
  });
  return async (to: string): Promise<string | undefined> => (await find(to)) ?? undefined;
};

/** Returns whether any contact has a language: where none has one, no message has to look for it. */
export const hasContactLanguages = async (db: Kysely<Schema>): Promise<boolean> => {
  const { rows } = await sql<{ any: boolean }>`
    select exists (select from contacts where language is not null) as any`.execute(db);
  return rows[0]?.any ?? false;
};

/** Returns a summary of a contact's data; `undefined` if there is none. */
export const summarizeContact = async (
  db: Kysely<Schema>,
  person: ContactIndex,
  sealer: Sealer,
): Promise<ContactSummary | undefined> => {
  const [contact, counted, others, consents, optOuts, whatsappIds] = await Promise.all([
    db.selectFrom('contacts').select(['timezone', 'language']).where('to_index', '=', person).executeTakeFirst(),
    countMessages(db, person),
    countOthers(db, person),
    findConsents(db, person),
    findOptOuts(db, person),
    findWhatsappIds(db, person, sealer),
  ]);
  const { entries, ...rest } = others;
  const isKnown =
    contact ??
    (counted.messages.length + entries + rest.inbound + rest.campaigns + whatsappIds.length > 0 || optOuts.length > 0);
  return isKnown
    ? {
        ...omitNulls({ timezone: contact?.timezone, language: contact?.language }),
        whatsappIds,
        ...counted,
        ...rest,
        consents,
        optOuts,
      }
    : undefined;
};

const countMessages = async (db: Kysely<Schema>, person: ContactIndex) => {
  const rows = await db
    .selectFrom('messages')
    .select(({ fn }) => [
      'channel',
      'status',
      fn.countAll<string>().as('count'),
      fn.min('created_at').as('first'),
      fn.max('created_at').as('last'),
    ])
    .where('to_index', '=', person)
    .groupBy(['channel', 'status'])
    .orderBy('channel')
    .orderBy('status')
    .execute();
  const times = (pick: 'first' | 'last') => rows.map((row) => row[pick].getTime());
  return {
    messages: rows.map(({ channel, status, count }) => ({ channel, status, count: Number(count) })),
    ...(rows.length > 0 && {
      firstMessageAt: new Date(Math.min(...times('first'))),
      lastMessageAt: new Date(Math.max(...times('last'))),
    }),
  };
};

const countOthers = async (db: Kysely<Schema>, person: ContactIndex) => {
  const { rows } = await sql<{ inbound: number; campaigns: number; entries: number }>`
    select
      (select count(*)::int from inbound_messages where from_index = ${person}) as inbound,
      (select count(*)::int from consent_entries where to_index = ${person}) as entries,
      (select count(*)::int from campaigns
        where exists (
          select from recipients where recipients.campaign_id = campaigns.id and recipients.to_index = ${person}
        ) or exists (
          select from exclusions where exclusions.campaign_id = campaigns.id and exclusions.to_index = ${person}
        )) as campaigns`.execute(db);
  return rows[0] ?? { inbound: 0, campaigns: 0, entries: 0 };
};

/**
 * Returns the consent that applies on each channel. A campaign's consent applies from `-infinity`, because its true
 * time is unknown. The time that is returned is that of its latest ledger entry.
 */
const findConsents = async (db: Kysely<Schema>, person: ContactIndex): Promise<ConsentState[]> => {
  const { rows } = await sql<ConsentState>`
    select channel, granted, case when isfinite(at) then at else (
        select max(occurred_at) from consent_entries
        where consent_entries.to_index = consent_states.to_index and consent_entries.channel = consent_states.channel
      ) end as at
    from consent_states where to_index = ${person} and purpose = 'marketing' order by channel`.execute(db);
  return rows;
};

/** A handle is not stored: the place only keeps other sealed values from being used as one. */
const place: AdditionalData = 'contacts.handle:lookup';

/** Encrypts a number and the end of its use, so that a URL can name the contact without its number. */
export const sealHandle = ({ seal }: Sealer, to: string, until: Date): string =>
  handlePrefix + seal(`${until.getTime()} ${to}`, place).toString('base64url');

/** Returns `undefined` for anything that was not sealed here, for example with a key that is gone. */
export const openHandle = ({ open }: Sealer, handle: string): { to: string; until: Date } | undefined => {
  try {
    const [until, to] = open(Buffer.from(handle.slice(handlePrefix.length), 'base64url'), place).split(' ');
    return to === undefined ? undefined : { to, until: new Date(Number(until)) };
  } catch {
    return undefined;
  }
};

type Deps = { kysely: Kysely<Schema>; indexOf: BlindIndex };

/** Returns the opt-outs of a person. */
const findOptOuts = (db: Kysely<Schema>, person: ContactIndex): Promise<OptOut[]> =>
  db
    .selectFrom('suppressions')
    .select(['channel', 'purpose', 'source', 'at'])
    .where('to_index', '=', person)
    .orderBy('channel')
    .orderBy('purpose')
    .execute();

/** Adds opt-outs and decides unclear ones. An existing one keeps its source and time. */
export const saveOptOuts = async (
  { kysely, indexOf }: Deps,
  { to, channels, purpose }: OptOutRequest,
  source: string,
  at: Date,
): Promise<OptOut[]> => {
  const person = contactIndexOf(to, indexOf);
  await kysely
    .insertInto('suppressions')
    .values(channels.map((channel) => ({ to_index: person, channel, purpose, source, at })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await kysely
    .deleteFrom('suppressions')
    .where('to_index', '=', person)
    .where('channel', 'in', channels)
    .where('purpose', '=', 'unclear')
    .execute();
  return findOptOuts(kysely, person);
};

/** Takes off that list. Who wants everything wants marketing, too. */
export const deleteOptOuts = async (
  { kysely, indexOf }: Deps,
  { to, channels, purpose }: OptOutRequest,
): Promise<OptOut[]> => {
  const person = contactIndexOf(to, indexOf);
  await kysely
    .deleteFrom('suppressions')
    .where('to_index', '=', person)
    .where('channel', 'in', channels)
    .where('purpose', 'in', purpose === 'all' ? ['all', 'marketing', 'unclear'] : ['marketing', 'unclear'])
    .execute();
  return findOptOuts(kysely, person);
};
