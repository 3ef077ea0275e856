import type { Status } from '@recado/contract';
import type { RecordedMessage } from '../messages/message.ts';

/** The part of a message that its later changes overwrite, as an event keeps it. */
export type MessageState = { status: Status; attempts: number; errorCode?: number; reason?: string };

/**
 * The message as it was at an event: later changes are left out. Times that belong to an attempt before a retry are gone,
 * since a retry begins again.
 */
export const messageAtEvent = (message: RecordedMessage, state: MessageState): RecordedMessage => {
  const { waitingSince: _waiting, errorCode: code, errorMessage, reason: _reason, price, ...lasting } = message;
  const { twilioSid, segments, sentAt, deliveredAt, readAt, fallback, ...before } = lasting;
  const { status } = state;
  const isOfThisRun = status !== 'accepted' && state.attempts > (message.attemptsBefore ?? 0);
  const isCurrent = isOfThisRun && status === message.status;
  return {
    ...before,
    status,
    attempts: state.attempts,
    ...(fallback && { fallback: { id: fallback.id } }),
    ...(state.reason !== undefined && { reason: state.reason }),
    ...(state.errorCode !== undefined && { errorCode: state.errorCode }),
    ...(isCurrent && errorMessage !== undefined && state.errorCode === code && { errorMessage }),
    ...(isCurrent && price && { price }),
    ...(isOfThisRun && definedOf({ twilioSid, segments, sentAt: wasSent.has(status) ? sentAt : undefined })),
    ...(isOfThisRun && definedOf({ deliveredAt: wasDelivered.has(status) ? deliveredAt : undefined })),
    ...(isOfThisRun && status === 'read' && definedOf({ readAt })),
  };
};

const wasSent = new Set<Status>(['sent', 'delivered', 'read', 'undelivered', 'failed']);
const wasDelivered = new Set<Status>(['delivered', 'read']);

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const definedOf = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
