import type { ListUnknownCallbacks } from '@recado/contract';
import { v7 as uuidv7 } from 'uuid';
import { pageOf, withRange, type ListRange } from '../pagination.ts';
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

type ListDeps = { loadUnknownCallbacks: (range: ListRange) => Promise<UnknownCallback[]> };

/** Returns unknown callbacks, a page at a time. Throws a Refusal for an invalid cursor. */
export const listUnknownCallbacks = async (deps: ListDeps, query: ListUnknownCallbacks) => {
  const found = await deps.loadUnknownCallbacks(withRange(query));
  const { page, nextCursor } = pageOf(found, query.limit);
  return { callbacks: page, nextCursor };
};
