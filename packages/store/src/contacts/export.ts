import type { ContactExport, Membership, RecordedInbound, MessageWithEvents } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { loadConsentProof } from '../consent/verify.ts';
import { contactIndexOf, type BlindIndex, type ContactIndex } from '../encryption/blind-index.ts';
import { contentOfOpened, erased, openIfKept } from '../encryption/sealed-content.ts';
import { contentOf, type Sealer } from '../encryption/sealer.ts';
import { inboundOfRow } from '../inbound/inbound.ts';
import { eventsOf, messageColumns, messageOfRow } from '../messages/rows.ts';
import { findStatuses } from '../messages/settle.ts';
import { omitNulls } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';
import { summarizeContact } from './contacts.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer; indexOf: BlindIndex };

type Stored = Parameters<typeof contentOfOpened>[1] & { id: string; content_sealed: Buffer };

/** All that the record has of a person, the oldest first; `undefined` when it has nothing. Long lists are read page by page. */
export const loadContactExport = async (deps: Deps, to: string): Promise<ContactExport | undefined> => {
  const person = contactIndexOf(to, deps.indexOf);
  const summary = await summarizeContact(deps.kysely, person, deps.sealer);
  if (!summary) return undefined;
  return {
    ...summary,
    proof: await loadConsentProof(deps, to),
    memberships: pageThrough((after, limit) => readMemberships(deps, person, after, limit)),
    inboundMessages: pageThrough((after, limit) => readInbound(deps, person, after, limit)),
    sentMessages: pageThrough((after, limit) => readMessages(deps, person, after, limit)),
  };
};

const contentIfKept = (row: Stored, { tryOpen }: Sealer) => {
  const opened = openIfKept(tryOpen, row.content_sealed, contentOf(row.id));
  return opened === undefined ? undefined : contentOfOpened(opened, row);
};

const readMessages = async ({ kysely, sealer }: Deps, person: ContactIndex, after: string, limit: number) => {
  const rows = await kysely
    .selectFrom('messages')
    .select([...messageColumns, 'content_sealed'])
    .where('to_index', '=', person)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  const ids = rows.map(({ id }) => id);
  const events = ids.length
    ? await kysely
        .selectFrom('message_events')
        .selectAll()
        .where('message_id', 'in', ids)
        .orderBy('at')
        .orderBy('id')
        .execute()
    : [];
  const statuses = await findStatuses(
    kysely,
    rows.flatMap((row) => row.fallback_id ?? []),
  );
  return rows.map((row): MessageWithEvents & { id: string } => ({
    id: row.id,
    message: messageOfRow(row, sealer, statuses),
    events: eventsOf(
      row,
      events.filter(({ message_id: id }) => id === row.id),
    ),
    ...omitNulls({ content: contentIfKept(row, sealer) }),
  }));
};

const readInbound = async ({ kysely, sealer }: Deps, person: ContactIndex, after: string, limit: number) => {
  const rows = await kysely
    .selectFrom('inbound_messages')
    .selectAll()
    .where('from_index', '=', person)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row): RecordedInbound => inboundOfRow(row, sealer));
};

/** A person who is only on the list of excluded people has no row in the audience. */
type MembershipRow = Stored & { campaign_id: string; name: string; line: string | null; kept_back: string | null };

const readMemberships = async ({ kysely, sealer }: Deps, person: ContactIndex, after: string, limit: number) => {
  const { rows } = await sql<MembershipRow>`
    select coalesce(recipients.id, campaigns.id) as id, recipients.line,
      case when listed.to_index is not null then 'excluded' else recipients.kept_back end as kept_back,
      coalesce(recipients.content_sealed, ${erased}) as content_sealed,
      campaigns.id as campaign_id, campaigns.name, campaigns.template_name,
      coalesce(recipients.language, campaigns.template_language) as template_language
    from campaigns
    left join recipients on recipients.campaign_id = campaigns.id and recipients.to_index = ${person}
    left join exclusions as listed on listed.campaign_id = campaigns.id and listed.to_index = ${person}
    where campaigns.id > ${after} and (recipients.id is not null or listed.to_index is not null)
    order by campaigns.id limit ${limit}`.execute(kysely);
  return rows.map((row): Membership & { id: string } => ({
    id: row.campaign_id,
    campaignId: row.campaign_id,
    name: row.name,
    ...(row.line !== null && { line: Number(row.line) }),
    ...omitNulls({ excluded: row.kept_back, content: contentIfKept(row, sealer) }),
  }));
};

/** Reads by pages, each after the last of the one before it, until one is not full. */
async function* pageThrough<Row extends { id: string }>(
  read: (after: string, limit: number) => Promise<Row[]>,
  limit = 200,
): AsyncGenerator<Row[]> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const page = await read(after, limit);
    if (page.length) yield page;
    const last = page.at(-1);
    if (!last || page.length < limit) return;
    after = last.id;
  }
}
