import type { EventName } from '@recado/contract';
import type { DeliveryRound, TakenWebhook } from '@recado/messaging';
import { sql, type Kysely, type Selectable } from 'kysely';
import { webhookSecretOf, type Sealer } from '../encryption/sealer.ts';
import { omitNulls } from '../postgres/sql.ts';
import type { WebhooksTable } from '../schema/events.ts';
import type { Schema } from '../schema/index.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer };
type Taking = { at: Date; leaseUntil: Date; limit: number };

/** Takes webhooks that have something to get. No other worker takes one before its lease ends. */
export const takeWebhooks = async (
  { kysely, sealer }: Deps,
  { at, leaseUntil, limit }: Taking,
): Promise<TakenWebhook[]> => {
  const { rows } = await sql<Selectable<WebhooksTable>>`
    update webhooks set leased_until = ${leaseUntil}
    where id in (
      select id from webhooks
      where status = 'active' and next_at <= ${at} and (leased_until is null or leased_until <= ${at})
        and (sequence < (select sequence from event_head) or replay_to is not null)
      order by next_at limit ${limit}
      for update skip locked
    )
    returning *`.execute(kysely);
  return rows.map((row) => ({
    id: row.id,
    url: row.url,
    includeNumbers: row.include_numbers,
    secrets: secretsOf(row, sealer, at),
    sequence: Number(row.sequence),
    ahead: row.ahead.map(Number),
    tries: row.tries,
    ...omitNulls({ types: row.types as EventName[] | null, failingSince: row.failing_since }),
    ...(row.replay_after !== null && { replay: { after: Number(row.replay_after), to: Number(row.replay_to) } }),
  }));
};

const secretsOf = (row: Selectable<WebhooksTable>, { open }: Sealer, at: Date): string[] => {
  const { id, secret_sealed: current, former_secret_sealed: former, former_until: until } = row;
  return [current, ...(former && until && until > at ? [former] : [])].map((sealed) =>
    open(sealed, webhookSecretOf(id)),
  );
};

/** Writes what a round came to and ends its lease. A replay that was asked for during the round stays. */
export const saveRound = async (db: Kysely<Schema>, round: DeliveryRound, at: Date): Promise<void> => {
  const { id, sequence, ahead, replay, failure, end, notes } = round;
  await sql`
    with saved as (
      update webhooks set
        sequence = greatest(sequence, ${sequence}), ahead = ${ahead}::bigint[], leased_until = null,
        failing_since = ${failure?.since ?? null}, tries = ${failure?.tries ?? 0},
        next_at = ${failure?.nextAt ?? at},
        replay_after = case when ${replay === undefined} then replay_after else ${replay?.after ?? null}::bigint end,
        replay_to = case when ${replay === undefined} then replay_to else ${replay?.to ?? null}::bigint end,
        status = coalesce(${end?.status ?? null}, status), reason = coalesce(${end?.reason ?? null}, reason)
      where id = ${id}
      returning id
    )
    insert into webhook_deliveries (webhook_id, at, first_sequence, last_sequence, events, status, error)
    select saved.id, ${at}, first, last, events, status, error
    from saved cross join json_to_recordset(${JSON.stringify(notes)}::json) as note (
      first bigint, last bigint, events integer, status integer, error text
    )`.execute(db);
};

export const forgetDeliveries = async (db: Kysely<Schema>, before: Date, limit: number): Promise<number> => {
  const { numAffectedRows } = await sql`
    delete from webhook_deliveries where (webhook_id, id) in (
      select webhook_id, id from webhook_deliveries where at < ${before} order by at limit ${limit}
    )`.execute(db);
  return Number(numAffectedRows ?? 0n);
};
