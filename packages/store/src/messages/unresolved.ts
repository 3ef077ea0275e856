import type { Channel, SmsCharset } from '@recado/contract';
import type { Content, Unresolved } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { contentOfOpened, withDefaults, type TemplateColumns } from '../encryption/sealed-content.ts';
import { contentOf, recipientOf, type Sealer } from '../encryption/sealer.ts';
import { omitNulls } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';

/** All that it takes to know a message at Twilio, of the rows of messages in `source`. */
export const selectUnresolved = (source: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select
    found.id, found.attempts, found.attempts_before, found.channel, found.sender_id,
    coalesce(found.claimed_at, found.created_at) as claimed_at,
    case when found.reason = 'restored' or found.status = 'accepted' then (
      select min(backup_at) from restores where found.created_at < found_at or found.id < first_id
    ) end as restored_since,
    found.reason is not distinct from 'sid_conflict' as has_conflict, found.campaign_id, found.segments, found.to_sealed, found.content_sealed, found.template_name, found.template_language,
    senders.address, ${knownBody} as body, templates.variables,
    case when found.channel = 'sms' then templates.sms_charset end as sms_charset,
    campaigns.variables || coalesce(
      case when found.fallback_for is not null then campaigns.fallback -> 'variables' end, '{}'
    ) as defaults
  from ${source} as found
  left join campaigns on campaigns.id = found.campaign_id
  join senders on senders.id = found.sender_id
  left join templates on templates.name = found.template_name and templates.language = found.template_language`;

/**
 * The text by which a message is known in Twilio's list. What the list shows of a card or of buttons is not known, so such a
 * text rules nothing out.
 */
const knownBody = sql`
  case
    when found.channel = 'sms' or coalesce(templates.content ->> 'type', 'twilio/text') = 'twilio/text' then templates.body
  end`;

/**
 * Returns the messages that can be compared with Twilio's list. The others stay `sending` with the reason `unreadable`
 * until a callback settles them: Twilio may have them, but their number or text is unknown.
 */
export const readable = async (
  db: Kysely<Schema>,
  rows: readonly UnresolvedRow[],
  sealer: Sealer,
): Promise<Unresolved[]> => {
  const each = rows.map((row) => ({ id: row.id, found: unresolvedOf(row, sealer) }));
  const lost = each.flatMap(({ id, found }) => (found ? [] : [id]));
  if (lost.length)
    await sql`
      update messages set reason = 'unreadable' where id = any(${lost}::uuid[]) and status = 'sending'
        and reason is distinct from 'unreadable'`.execute(db);
  return each.flatMap(({ found }) => found ?? []);
};

export const unresolvedOf = (row: UnresolvedRow, { tryOpen }: Sealer): Unresolved | undefined => {
  const to = tryOpen(row.to_sealed, recipientOf(row.id));
  const content = tryOpen(row.content_sealed, contentOf(row.id));
  if (to === undefined || content === undefined) return undefined;
  return toUnresolved(row, to, contentOfOpened(content, row));
};

const toUnresolved = (row: UnresolvedRow, to: string, content: Content): Unresolved => ({
  id: row.id,
  senderId: row.sender_id,
  ...(row.campaign_id !== null && { lane: 'campaign' }),
  attempt: row.attempts,
  ...(row.attempts_before > 0 && { attemptsBefore: row.attempts_before }),
  channel: row.channel,
  from: row.address,
  to,
  content: withDefaults(content, row.defaults, row.variables),
  ...(row.variables && {
    template: { ...omitNulls({ body: row.body, smsCharset: row.sms_charset }), variables: row.variables },
  }),
  claimedAt: row.claimed_at,
  ...(row.has_conflict && { hasConflict: true }),
  ...omitNulls({ restoredSince: row.restored_since, segments: row.segments }),
});

export type UnresolvedRow = TemplateColumns & {
  id: string;
  sender_id: string;
  campaign_id: string | null;
  segments: number | null;
  attempts: number;
  attempts_before: number;
  channel: Channel;
  claimed_at: Date;
  has_conflict: boolean;
  restored_since: Date | null;
  address: string;
  to_sealed: Buffer;
  content_sealed: Buffer;
  body: string | null;
  sms_charset: SmsCharset | null;
  variables: string[] | null;
  /** The variables that a campaign gives to rows without their own. */
  defaults: Record<string, string> | null;
};
