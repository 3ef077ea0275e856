import type { Category, Channel, Status } from '@recado/contract';
import { sourcesOf, type Recording } from '@recado/messaging';
import type { Pool } from 'pg';
import { batchCalls, largeBatches, retryIndividually, splitDuplicates } from '../postgres/batch.ts';
import { asUnavailable, keepTrying } from '../postgres/errors.ts';
import { announce } from '../postgres/observe.ts';
import { newEventId, omitNulls, prepareForMessages } from '../postgres/sql.ts';
import type { MessageEventsTable } from '../schema/messages.ts';
import { auditIdOf, optOutEntriesOf } from './settle.ts';
import { withSidOwnership } from './twilio-sids.ts';

/**
 * Records the outcomes of attempts. Attempts that end at the same time share one statement. Resolves after the commit;
 * while PostgreSQL is unavailable it tries again, until the signal aborts.
 */
export const makeRecord = ({ pool, signal }: Deps) => {
  const recordRound = async (round: RecordingWithId[]) => {
    for (const row of await recordOutcomes(pool, round.map(itemOfRecording))) {
      const { channel, category, status, error_code: errorCode } = row;
      if (row.is_new && status !== 'accepted' && status !== 'sending')
        announce(pool, 'moved', { channel, category, status, ...omitNulls({ errorCode }) });
    }
    return round.map(() => undefined);
  };
  const record = batchCalls(
    retryIndividually(
      withSidOwnership(
        pool,
        { sidOf, proofOf: () => 'answer', dispute: disputed },
        (calls: readonly RecordingWithId[]) => splitDuplicates(calls, ({ messageId }) => messageId, recordRound),
      ),
    ),
    largeBatches,
  );
  return (recording: Recording): Promise<void> => {
    const call = { ...recording, eventId: newEventId() };
    const attempt = () =>
      record(call).catch((error: unknown) => {
        throw asUnavailable(error);
      });
    return keepTrying(attempt, signal);
  };
};

const sidOf = ({ statusUpdate }: Recording) => ('twilioSid' in statusUpdate ? statusUpdate.twilioSid : undefined);

type Deps = { pool: Pool; signal?: AbortSignal };

type RecordingWithId = Recording & {
  eventId: string;
  /** The SID in Twilio's answer, which another message has and keeps. */
  disputedSid?: string;
};

/** Twilio accepted the request, but its SID is disputed: the message is resolved and never sent again automatically. */
const disputed = ({ outcome: _outcome, ...recording }: RecordingWithId, disputedSid: string): RecordingWithId => ({
  ...recording,
  statusUpdate: {
    status: 'sending',
    dueAt: recording.at,
    errorMessage: `Twilio answered with the SID ${disputedSid}, which another message has`,
  },
  disputedSid,
});

type EventKind = MessageEventsTable['type'];

/** The types of events for status updates that come without an outcome of a request. */
const withoutOutcome: Record<Recording['statusUpdate']['status'], EventKind> = {
  sent: 'submitted',
  failed: 'failed',
  accepted: 'unsent',
  sending: 'unknown',
};

const detailOf = ({ outcome, statusUpdate }: Recording) => {
  if (outcome && 'message' in outcome) return outcome.message;
  return 'errorMessage' in statusUpdate ? statusUpdate.errorMessage : undefined;
};

const changeOf = ({ at, statusUpdate }: Recording) => ({
  ...('twilioSid' in statusUpdate && { twilio_sid: statusUpdate.twilioSid, segments: statusUpdate.segments }),
  ...('errorMessage' in statusUpdate && {
    error_code: statusUpdate.errorCode,
    error_message: statusUpdate.errorMessage,
  }),
  ...('smsMayHelp' in statusUpdate && { sms_may_help: statusUpdate.smsMayHelp }),
  ...('optsOut' in statusUpdate && { opts_out: statusUpdate.optsOut, ...auditIdOf(statusUpdate.optsOut, at) }),
  ...('dueAt' in statusUpdate && { due_at: statusUpdate.dueAt }),
  ...('spent' in statusUpdate && { refund: !statusUpdate.spent }),
});

type RecordedRow = {
  channel: Channel;
  category: Category;
  status: Status;
  error_code: number | null;
  is_new: boolean;
};

const itemOfRecording = (recording: RecordingWithId) => ({
  id: recording.messageId,
  event_id: recording.eventId,
  attempt: recording.attempt,
  at: recording.at,
  type: recording.outcome?.kind ?? withoutOutcome[recording.statusUpdate.status],
  status: recording.statusUpdate.status,
  ...(recording.disputedSid !== undefined && { disputed_sid: recording.disputedSid }),
  ...changeOf(recording),
  detail: detailOf(recording),
});

/**
 * Records the outcomes of attempts.
 *
 * - The end of an attempt moves its message only while the message is in that attempt. `sent` also moves it from a status
 *   that may come before, and fills in what a faster callback left open.
 * - The event is inserted first: a recording that was committed before, but whose answer was lost, changes nothing again.
 * - The first success has no event. The row itself keeps its time, attempt and SID, and by these a repetition is known.
 * - A message that was sent keeps the time of its claim's end, if that comes first: the row needs no new index entry then.
 * - A message that cannot reach the person calls its fallback SMS. One that the person opted out of opts the channel out.
 * - The cost grows with the batch, not with its square: `locked` carries the input, and no two parts are joined. `is true`
 *   keeps PostgreSQL from turning `in` into such a join. `fresh` is materialized because PostgreSQL cannot read `logged`
 *   again when it rechecks a message that changed while this statement waited for it.
 */
const recordOutcomes = prepareForMessages<ReturnType<typeof itemOfRecording>, RecordedRow>(
  'record-outcomes',
  (messages) => `with requested as (
    select * from json_to_recordset($1::json) as requested (
      id uuid, event_id uuid, attempt smallint, at timestamptz, type event_type, status message_status,
      twilio_sid text, segments smallint, error_code integer, error_message text,
      due_at timestamptz, refund boolean, detail text,
      sms_may_help boolean, opts_out boolean, audit_id uuid, disputed_sid text
    )
  ),
  locked as (
    select decided.*,
      (is_submission and moves and is_unsent and not is_former) is true as is_kept_in_row,
      (is_submission and kept_attempt = attempt and kept_sid = twilio_sid) is true as is_repeated
    from (
      select
        requested.*, messages.to_index, messages.channel,
        messages.status = 'sending' and messages.attempts = requested.attempt
          or messages.status = any ('{${sourcesOf('sent').join()}}') and requested.status = 'sent' as moves,
        requested.attempt <= messages.attempts_before as is_former,
        requested.type = 'submitted' and num_nonnulls(
          requested.error_code, requested.error_message, requested.detail, requested.disputed_sid
        ) = 0 as is_submission,
        num_nonnulls(messages.sent_at, messages.twilio_sid, messages.submitted_attempt) = 0 as is_unsent,
        messages.submitted_attempt as kept_attempt, messages.twilio_sid as kept_sid
      from requested
      join ${messages} as messages on messages.id = requested.id
      order by messages.id
      for no key update of messages
    ) as decided
  ),
  logged as (
    insert into message_events (message_id, id, at, type, status, attempt, twilio_sid, error_code, detail)
    select id, event_id, at, type, status, attempt, coalesce(twilio_sid, disputed_sid), error_code, detail
    from locked
    where not is_kept_in_row and not is_repeated
    on conflict do nothing
    returning message_id
  ),
  fresh as materialized (
    select * from locked where is_kept_in_row or (id in (select message_id from logged)) is true
  ),
  opted_out as (
    insert into suppressions (to_index, channel, purpose, source, at)
    select to_index, channel, 'all', 'twilio ' || error_code, at
    from locked
    where opts_out and moves and not is_former
    order by to_index
    on conflict do nothing
    returning to_index, channel
  ),
  opt_outs_logged as (${optOutEntriesOf('locked')}
  ),
  unreachable as (
    update fallbacks set due_at = locked.at, is_unreachable = true
    from locked
    where sms_may_help and moves and not is_former and fallbacks.message_id = locked.id
  )
  update ${messages} as messages
  set
    status = case when moves then fresh.status else messages.status end,
    due_at = case
      when moves and fresh.status = 'sent' then least(messages.due_at, fresh.due_at)
      when moves then coalesce(fresh.due_at, messages.due_at)
      else messages.due_at
    end,
    attempts = messages.attempts - case when moves and refund then 1 else 0 end,
    error_code = case when moves then fresh.error_code else messages.error_code end,
    error_message = case when moves then fresh.error_message else messages.error_message end,
    reason = case when disputed_sid is not null and moves then 'sid_conflict' when moves then null else messages.reason end,
    twilio_sid = coalesce(messages.twilio_sid, fresh.twilio_sid),
    segments = coalesce(fresh.segments, messages.segments),
    submitted_attempt = case when is_kept_in_row then fresh.attempt else messages.submitted_attempt end,
    sent_at = case when fresh.status = 'sent' then coalesce(messages.sent_at, fresh.at) else messages.sent_at end
  from fresh
  where messages.id = fresh.id and not is_former and (moves or fresh.status = 'sent')
  returning messages.channel, messages.category, messages.status, messages.error_code, moves as is_new`,
);
