import type { RecordedEvent } from '@recado/messaging';
import type { Selectable } from 'kysely';
import type { MessageEventsTable } from '../schema/index.ts';
import { given } from './given.ts';

export const eventOfRow = (row: Selectable<MessageEventsTable>): RecordedEvent => ({
  at: row.at,
  type: row.type,
  ...given({
    status: row.status,
    attempt: row.attempt,
    twilioSid: row.twilio_sid,
    errorCode: row.error_code,
    detail: row.detail,
  }),
});
