import type { Channel } from '@recado/contract';
import type { RecordedEngagement } from '@recado/messaging';
import { sql, type RawBuilder } from 'kysely';

/** The engagement of a campaign in a row of `progress.ts`. */
export type EngagementRow = {
  channel: Channel;
  replied: number;
  opted_out: number;
  buttons: { text: string; presses: number }[];
  read_bucket: number | null;
  reply_bucket: number | null;
};

/** The parts of a statement with the buttons and the median times of campaigns, of what was added up and what was not yet. */
export const engagementParts = (ids: readonly string[]) => sql`
  pressed as (
    select campaign_id, button, sum(presses)::int as presses from (
      select campaign_id, button, presses from campaign_buttons where campaign_id = any(${ids}::uuid[])
      union all ${buttonsIn(sql`campaign_deltas`, sql`campaign_id = any(${ids}::uuid[])`)}
    ) as presses group by 1, 2
  ),
  timed as (
    select campaign_id, stage, bucket, sum(messages) as messages from (
      select campaign_id, stage, bucket, messages from campaign_latencies where campaign_id = any(${ids}::uuid[])
      union all ${latenciesIn(sql`campaign_deltas`, sql`campaign_id = any(${ids}::uuid[])`)}
    ) as latencies group by 1, 2, 3
  ),
  medians as (
    select campaign_id, stage, min(bucket) as bucket
    from (
      select *, sum(messages) over (partition by campaign_id, stage order by bucket) as up_to_here,
        sum(messages) over (partition by campaign_id, stage) as in_all
      from timed
    ) as summed
    where up_to_here * 2 >= in_all group by 1, 2
  )`;

/** The columns of EngagementRow that these parts hold. */
export const engagementColumns = sql`
  coalesce((
    select json_agg(json_build_object('text', button, 'presses', presses) order by presses desc, button)
    from (select * from pressed where campaign_id = campaigns.id order by presses desc, button limit 20) as most
  ), '[]') as buttons,
  (select bucket from medians where campaign_id = campaigns.id and stage = 'read') as read_bucket,
  (select bucket from medians where campaign_id = campaigns.id and stage = 'reply') as reply_bucket`;

export const engagementOfRow = (row: EngagementRow): RecordedEngagement => ({
  hasReceipts: row.channel === 'whatsapp',
  replied: row.replied,
  optedOut: row.opted_out,
  buttons: row.buttons,
  ...(row.read_bucket !== null && { secondsToRead: secondsOf(row.read_bucket) }),
  ...(row.reply_bucket !== null && { secondsToReply: secondsOf(row.reply_bucket) }),
});

/** The middle of a bucket of the function latency_bucket. */
const secondsOf = (bucket: number): number => Math.round(2 ** ((bucket - 0.5) / 4)) / 1000;

export const buttonsIn = (deltas: RawBuilder<unknown>, condition: RawBuilder<unknown>) => sql`
  select campaign_id, button, count(*) as presses from ${deltas} where button is not null and ${condition} group by 1, 2`;

/** Stages 4 and 5 of the triggers of messages: a message is read, and a person answers. */
export const latenciesIn = (deltas: RawBuilder<unknown>, condition: RawBuilder<unknown>) => sql`
  select campaign_id, case when abs(code) < 5000 then 'read' else 'reply' end as stage, abs(code) % 1000 as bucket,
    sum(sign(code)) as messages
  from ${deltas} cross join lateral unnest(string_to_array(latencies, ',')::integer[]) as code
  where abs(code) >= 4000 and ${condition} group by 1, 2, 3 having sum(sign(code)) <> 0`;
