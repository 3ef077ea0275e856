import type { Recording } from '@recado/messaging';
import type { Pool } from 'pg';
import { inRounds } from '../batching/in-rounds.ts';
import { oneByOneOnFailure } from '../batching/one-by-one.ts';
import { keepTrying } from '../connection/keep-trying.ts';
import { newEventId } from '../event-id.ts';
import { gather } from '../postgres/batch.ts';
import { asUnavailable } from '../postgres/errors.ts';
import { itemOfRecording, recordOutcomes, type RecordingWithId } from '../statements/record-outcomes.ts';
import { settlingOwners } from './settling-owners.ts';

const sidOf = ({ conclusion }: Recording) => ('twilioSid' in conclusion ? conclusion.twilioSid : undefined);

type Deps = { pool: Pool; signal?: AbortSignal };

/**
 * Writes down what became of attempts, those that end at the same time in one statement. Resolves once it is committed;
 * while PostgreSQL is away it tries again, until the signal aborts.
 */
export const makeRecord = ({ pool, signal }: Deps) => {
  const recordRound = async (round: RecordingWithId[]) => {
    await recordOutcomes(pool, round.map(itemOfRecording));
    return round.map(() => undefined);
  };
  const record = gather(
    oneByOneOnFailure(
      settlingOwners(pool, sidOf, (calls: readonly RecordingWithId[]) =>
        inRounds(calls, ({ messageId }) => messageId, recordRound),
      ),
    ),
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
