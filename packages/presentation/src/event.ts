import type { Event } from '@recado/contract';
import type { LoggedEvent } from '@recado/messaging';
import { presentInbound, presentMessage, type View } from './message.ts';

/** Holds the form of `data`. It grows by fields; a change that breaks a reader gets another number. */
const schema = 1;

/** An event as the API and webhooks show it. */
export const presentEventOfLog = (event: LoggedEvent, view: View): Event => ({
  id: event.id,
  type: event.type,
  sequence: event.sequence,
  occurred_at: event.at.toISOString(),
  schema,
  data: dataOf(event, view),
});

const dataOf = (event: LoggedEvent, view: View): Event['data'] => {
  if ('message' in event) return presentMessage(event.message, view);
  if ('inbound' in event) return presentInbound(event.inbound, view);
  return view.unmasked && event.to !== undefined ? { ...event.detail, to: event.to } : event.detail;
};
