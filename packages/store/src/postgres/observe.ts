import type { Category, Channel, Status } from '@recado/contract';
import type { EventEmitter } from 'node:events';
import type { Pool } from 'pg';

/** A message that reached a status. */
export type Move = {
  channel: Channel;
  category: Category;
  status: Status;
  errorCode?: number;
  /** The time since it was sent, for a message that was delivered. */
  seconds?: number;
};

/** A message that was claimed. `seconds` is the time for which it was due. */
export type Wait = { lane: Lane; seconds: number };
export type Lane = 'transactional' | 'campaign';

/** A statement that ran for several calls together. */
export type StatementRun = { statement: string; calls: number; seconds: number };

/** Gets what the statements of a store did, for its metrics. */
export type StoreObserver = {
  moved?: (move: Move) => void;
  claimed?: (wait: Wait) => void;
  ran?: (run: StatementRun) => void;
};

type Names = keyof StoreObserver;

/** Tells the observer of a pool. Without an observer, this costs next to nothing. */
export const announce = <Name extends Names>(
  pool: Pool,
  name: Name,
  ...what: Parameters<Required<StoreObserver>[Name]>
): void => {
  (pool as EventEmitter).emit(name, ...what);
};

/** Lets an observer listen to a pool. */
export const observe = (pool: Pool, observer: StoreObserver): void => {
  for (const [name, listener] of Object.entries(observer)) (pool as EventEmitter).on(name, listener);
};
