export {
  accept,
  type Accepted,
  type Enqueueing,
  type IdempotencyKey,
  type Inserted,
} from './accept.ts';
export { mayDo, type Caller } from './api-key.ts';
export { cancel } from './cancel.ts';
export type { Composed } from './compose.ts';
export type { Conclusion, Disposition } from './conclude.ts';
export {
  deliver,
  type Claim,
  type Claimed,
  type DeliverDeps,
  type Recording,
  type Submission,
} from './deliver.ts';
export { maskNumber } from './mask.ts';
export type { Content, NewMessage, RecordedEvent, RecordedMessage } from './message.ts';
export type { Outcome, OutcomeKind } from './outcome.ts';
export { normalizeRecipient, spellingsOf, type Recipient } from './recipient.ts';
export { Refusal, refuseField } from './refusal.ts';
export { findMessage, listMessages, type MessageFilter } from './report.ts';
export { requeueWaiting, type RepairCursor } from './requeue.ts';
export type { RetryPolicy } from './retry-policy.ts';
export type { RecordedSender } from './sender.ts';
export { settle, type Settled, type Settlement, type StatusReport } from './settle.ts';
export { canMove, legalMoves, sourcesOf } from './status.ts';
export type { RecordedTemplate } from './template.ts';
export { Unavailable } from './unavailable.ts';
