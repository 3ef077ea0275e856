import type { Status } from '@recado/contract';
import { prepare } from '../postgres/sql.ts';

export type UnclaimedRow = { id: string; status: Status; due_at: Date; parked: boolean; paused: boolean };

/** Why messages could not be claimed. */
export const findUnclaimed = prepare<{ id: string }, UnclaimedRow>(
  'find-unclaimed',
  `select messages.id, messages.status, messages.due_at, messages.due_at = 'infinity' as parked, senders.paused
  from json_to_recordset($1::json) as asked (id uuid)
  join messages on messages.id = asked.id
  join senders on senders.id = messages.sender_id`,
);
