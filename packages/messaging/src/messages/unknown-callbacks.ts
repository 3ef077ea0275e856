import { v7 as uuidv7 } from 'uuid';
import { decodeCursor, pageOf } from '../pagination.ts';
import { addMs } from '../outcome.ts';
import type { StatusReport } from './settle.ts';

/** A status callback of a message that the record does not have. */
export type UnknownCallback = Pick<StatusReport, 'messageId' | 'twilioSid' | 'twilioStatus' | 'errorCode'> & {
  id: string;
  receivedAt: Date;
};

const keptForMs = 30 * 24 * 3_600_000;

type KeepDeps = {
  clock: () => Date;
  /** Stores it once, and deletes those with ids before `oldest`. */
  saveUnknownCallback: (callback: UnknownCallback, oldest: string) => Promise<void>;
};

/** Stores a callback whose message is unknown, for troubleshooting. */
export const keepUnknownCallback = async (deps: KeepDeps, report: StatusReport): Promise<void> => {
  const { messageId, twilioSid, twilioStatus, errorCode } = report;
  const receivedAt = deps.clock();
  const idAt = (at: Date) => uuidv7({ msecs: at.getTime() });
  const callback = { id: idAt(receivedAt), receivedAt, messageId, twilioSid, twilioStatus };
  await deps.saveUnknownCallback(
    { ...callback, ...(errorCode !== undefined && { errorCode }) },
    idAt(addMs(receivedAt, -keptForMs)),
  );
};

type ListDeps = { loadUnknownCallbacks: (limit: number, before: string | undefined) => Promise<UnknownCallback[]> };

/** Returns unknown callbacks, newest first, in pages. Throws a Refusal for an invalid cursor. */
export const listUnknownCallbacks = async (
  deps: ListDeps,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) => {
  const found = await deps.loadUnknownCallbacks(limit + 1, cursor === undefined ? undefined : decodeCursor(cursor));
  const { page, nextCursor } = pageOf(found, limit);
  return { callbacks: page, nextCursor };
};
