import { prepare } from '../postgres/sql.ts';

export type Postponement = { id: string; due_at: Date; window_until: Date };

/** Lets messages that wait go when their window opens next. */
export const postponeMessages = prepare<Postponement, { id: string }>(
  'postpone-messages',
  `update messages set due_at = asked.due_at, window_until = asked.window_until
  from json_to_recordset($1::json) as asked (id uuid, due_at timestamptz, window_until timestamptz)
  where messages.id = asked.id and (messages.status = 'accepted') is true
  returning messages.id`,
);
