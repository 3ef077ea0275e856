import type { RecordedSender } from '@recado/messaging';
import type { Pool } from 'pg';
import { senderColumns, senderOfRow, type SenderRow } from '../senders/senders.ts';

/** Asked for each message, so prepared, and by the names of the columns: a prepared `*` fails once there is one more. */
const statement = {
  name: 'find-senders',
  text: `select ${senderColumns.join(', ')} from senders order by created_at, id`,
};

/** All of them, the first made first. */
export const findSenders = async (pool: Pool): Promise<RecordedSender[]> => {
  const { rows } = await pool.query<SenderRow>(statement);
  return rows.map(senderOfRow);
};
