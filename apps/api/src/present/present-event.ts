import type { MessageEvent } from '@recado/contract';
import type { RecordedEvent } from '@recado/messaging';
import { given } from './given.ts';

export const presentEvent = (event: RecordedEvent): MessageEvent => ({
  at: event.at.toISOString(),
  type: event.type,
  ...given({
    status: event.status,
    attempt: event.attempt,
    twilio_sid: event.twilioSid,
    error_code: event.errorCode,
    detail: event.detail,
  }),
});
