import type { RetentionKind } from '@recado/messaging';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { quarters } from './quarters.ts';

/**
 * Finds since when the oldest data of a kind waits for retention: the next message or ended campaign of its walk, or the
 * oldest row. Messages that were not final in their turn are left out. Rows of messages wait from the end of their quarter.
 */
export const findOldestKept = async (db: Kysely<Schema>, kind: RetentionKind): Promise<Date | undefined> => {
  const { rows } = await sql<{ oldest: Date | null }>`select (${oldestOf[kind]}) as oldest`.execute(db);
  return rows[0]?.oldest ?? undefined;
};

const oldestOfMessages = (kind: RetentionKind): RawBuilder<unknown> => sql`
  select least(
    (
      select created_at from messages
      where id > coalesce(
        (
          select after from retention_walks
          where kind = ${kind} and campaign_id = '00000000-0000-0000-0000-000000000000'
        ),
        '00000000-0000-0000-0000-000000000000'
      )
      order by id limit 1
    ),
    (
      select min(campaigns.ended_at)
      from campaigns left join retention_walks on kind = ${kind} and campaign_id = campaigns.id
      where campaigns.status in ('completed', 'canceled') and is_done is not true
    )
  )`;

const oldestOf: Record<RetentionKind, RawBuilder<unknown>> = {
  content: oldestOfMessages('content'),
  numbers: oldestOfMessages('numbers'),
  events: oldestOfMessages('events'),
  messages: sql`select first + interval '3 months' from ${quarters} order by first limit 1`,
  inbound: sql`select received_at from inbound_messages order by id limit 1`,
  audit: sql`select at from audit_log order by id limit 1`,
};
