import type { Status } from '@recado/contract';
import type { RecipientReportRow, ReportPosition } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { openIfKept } from '../encryption/sealed-content.ts';
import { recipientOf, type Sealer } from '../encryption/sealer.ts';
import { knownExclusion } from '../messages/eligibility.ts';
import { ofNone, omitNulls } from '../postgres/sql.ts';
import type { Schema } from '../schema/index.ts';

type Row = {
  zone_set: number;
  slot: number;
  id: string;
  line: string;
  language: string;
  to_sealed: Buffer;
  status: Status | null;
  reason: string | null;
  error_code: number | null;
  sent_at: Date | null;
  delivered_at: Date | null;
  read_at: Date | null;
  cost: string | null;
  currency: string | null;
  fallback_status: Status | null;
};

/** Returns the next people of an audience, in the order of its primary key. */
export const findRecipientReportPage = async (
  { kysely, sealer }: Deps,
  campaignId: string,
  after: ReportPosition = start,
  limit = 1_000,
): Promise<RecipientReportRow[]> => {
  const { rows } = await sql<Row>`
    with dropped as (
      select after from retention_walks where kind = 'messages' and campaign_id = ${ofNone}
    ),
    page as (
      select campaigns.ended_at, zone_set, slot, recipients.id, line, language, to_sealed, ${sql.raw(knownExclusion('recipients', 'campaigns'))} as kept_back
      from recipients join campaigns on campaigns.id = campaign_id
      where campaign_id = ${campaignId} and (zone_set, slot, recipients.id) > (${after.zoneSet}, ${after.slot}, ${after.id})
      order by zone_set, slot, recipients.id limit ${limit}
    )
    select
      page.zone_set, page.slot, page.id, page.line, page.to_sealed, messages.status,
      coalesce(page.language, (select template_language from campaigns where id = ${campaignId})) as language,
      case
        when messages.id is not null then messages.reason
        when page.ended_at is not null and page.id <= (select after from dropped) then 'past_retention'
        else page.kept_back
      end as reason, messages.error_code,
      messages.sent_at, messages.delivered_at, messages.read_at,
      trim_scale(
        case
          when messages.price_currency <> (select currency from price_lists) then abs(messages.price)
          else cost_of(
            messages.status, messages.channel, messages.price, messages.cost,
            exists (select from settings where name = 'whatsapp_price_is_whole')
          )
        end
      )::text as cost,
      coalesce(messages.price_currency, (select currency from price_lists)) as currency,
      sms.status as fallback_status
    from page
    left join messages on messages.id = page.id
    left join messages as sms on sms.id = messages.fallback_id
    order by page.zone_set, page.slot, page.id`.execute(kysely);
  return rows.map((row) => entryOf(row, sealer));
};

const entryOf = (row: Row, { tryOpen }: Sealer): RecipientReportRow => ({
  line: Number(row.line),
  status: row.status ?? 'pending',
  messageId: row.id,
  position: { zoneSet: row.zone_set, slot: row.slot, id: row.id },
  language: row.language,
  ...omitNulls({
    to: openIfKept(tryOpen, row.to_sealed, recipientOf(row.id)),
    reason: row.reason,
    errorCode: row.error_code,
    sentAt: row.sent_at,
    deliveredAt: row.delivered_at,
    readAt: row.read_at,
    fallbackStatus: row.fallback_status,
  }),
  ...(row.cost !== null && row.currency !== null && { cost: { amount: row.cost, currency: row.currency } }),
});

type Deps = { kysely: Kysely<Schema>; sealer: Sealer };

const start: ReportPosition = { zoneSet: -32_768, slot: 0, id: '00000000-0000-0000-0000-000000000000' };
