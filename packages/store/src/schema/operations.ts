import type { BulkRetryFilter } from '@recado/messaging';
import type { Generated, JSONColumnType } from 'kysely';

export type ProcessHeartbeatsTable = {
  id: string;
  kind: 'api' | 'worker';
  host: string;
  started_at: Date;
  seen_at: Date;
  /** Only of an API. */
  last_callback_at: Date | null;
};

export type TaskLeasesTable = { task: string; holder: string; until: Date; is_failing: boolean };

export type RefusedCallbacksTable = { minute: Date; route: 'status' | 'inbound'; callbacks: number };

export type BulkRetriesTable = {
  /** Made at its creation, so messages that came later have greater ids. */
  id: string;
  filter: JSONColumnType<BulkRetryFilter>;
  by: string;
  created_at: Date;
  matched: number;
  retried: Generated<number>;
  refused: Generated<number>;
  /** All messages up to this id were tried. */
  after: Generated<string>;
  taken_until: Date | null;
  done_at: Date | null;
  canceled_at: Date | null;
};

export type OperationsSchema = {
  process_heartbeats: ProcessHeartbeatsTable;
  task_leases: TaskLeasesTable;
  refused_callbacks: RefusedCallbacksTable;
  bulk_retries: BulkRetriesTable;
};
