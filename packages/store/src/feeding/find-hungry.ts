import type { RecordedSender } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';
import { senderOfRow } from '../senders/senders.ts';
import { leftOf } from './parts.ts';

const { parked, unfed } = leftOf(sql.ref('senders.id'));

/** Senders for which running campaigns have somebody who is parked, or who was never fed. */
export const findHungry = async (db: Kysely<Schema>): Promise<RecordedSender[]> => {
  const rows = await db
    .selectFrom('senders')
    .selectAll()
    .where(
      sql<boolean>`exists (
        select from campaigns join audience_zones on audience_zones.campaign_id = campaigns.id
        where campaigns.status = 'running' and (${unfed} or ${parked})
      )`,
    )
    .execute();
  return rows.map(senderOfRow);
};
