import { v7 as uuidv7 } from 'uuid';
import { decodeCursor, pageOf } from '../pagination.ts';
import { addMs } from '../outcome.ts';
import type { StatusReport } from './settle.ts';

/** A status callback of a message that the record does not have. */
export type StrayCallback = Pick<StatusReport, 'messageId' | 'twilioSid' | 'twilioStatus' | 'errorCode'> & {
  id: string;
  receivedAt: Date;
};

const keptForMs = 30 * 24 * 3_600_000;

type KeepDeps = {
  clock: () => Date;
  /** Keeps it, once, and lets go of those with ids before `oldest`. */
  keepStrayCallback: (stray: StrayCallback, oldest: string) => Promise<void>;
};

/** Keeps what Twilio says of a message that nobody here knows, for whoever looks for it. */
export const keepStrayCallback = async (deps: KeepDeps, report: StatusReport): Promise<void> => {
  const { messageId, twilioSid, twilioStatus, errorCode } = report;
  const receivedAt = deps.clock();
  const idAt = (at: Date) => uuidv7({ msecs: at.getTime() });
  const stray = { id: idAt(receivedAt), receivedAt, messageId, twilioSid, twilioStatus };
  await deps.keepStrayCallback(
    { ...stray, ...(errorCode !== undefined && { errorCode }) },
    idAt(addMs(receivedAt, -keptForMs)),
  );
};

type ListDeps = { listStrayCallbacks: (limit: number, before: string | undefined) => Promise<StrayCallback[]> };

/** The newest first, a page at a time. Throws a Refusal of a cursor that is none. */
export const listStrayCallbacks = async (
  deps: ListDeps,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) => {
  const found = await deps.listStrayCallbacks(limit + 1, cursor === undefined ? undefined : decodeCursor(cursor));
  const { page, nextCursor } = pageOf(found, limit);
  return { callbacks: page, nextCursor };
};
