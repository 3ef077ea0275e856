import type { RestoreCause, RetentionKind, TwilioErasure } from '@recado/messaging';
import type { Generated, JSONColumnType } from 'kysely';

/** Holds the position of a kind of deletion in a campaign's audience, or among the messages without a campaign. */
export type RetentionWalksTable = {
  kind: RetentionKind;
  /** All zeros stand for messages without a campaign. All ones: people who got marketing. */
  campaign_id: Generated<string>;
  zone_set: Generated<number>;
  slot: Generated<number>;
  after: Generated<string>;
  is_done: Generated<boolean>;
  ended_at: Date | null;
};

/** Messages that a walk passed by before they had ended. */
export type RetentionLeftTable = { kind: RetentionKind; message_id: string; look_at: Date };

/** Messages and media to delete at Twilio. */
export type TwilioErasuresTable = {
  twilio_sid: string;
  way: TwilioErasure['way'];
  attempts: Generated<number>;
  due_at: Date;
};

export type RetentionSchema = {
  retention_walks: RetentionWalksTable;
  retention_left: RetentionLeftTable;
  twilio_erasures: TwilioErasuresTable;
};

/** The counts are of the pass, but for `resealed`. */
export type KeyRotationsTable = {
  key_id: string;
  pass: Generated<number>;
  pass_from: Date;
  sealed_table: string | null;
  /** The primary key of the row that was looked at last; null at the beginning of a table. */
  after: JSONColumnType<unknown[]> | null;
  found: Generated<string>;
  unreadable: Generated<string>;
  resealed: Generated<string>;
  started_at: Date;
  ended_at: Date | null;
};

export type IndexRotationsTable = {
  /** The number of keys that the index has after the rotation. */
  keys: number;
  check_value: Buffer;
  /** The table that is gone through; null when all have been. */
  filling: string | null;
  /** The primary key of the row that was looked at last; null at the beginning of a table. */
  after: JSONColumnType<unknown[]> | null;
  /** The key of the last row when this table was started. Later rows are left out, because a table that grows might have no end. */
  until: JSONColumnType<unknown[]> | null;
  filled: Generated<string>;
  /** The changes of the tables that remain after people are found under the new key. */
  owed: Generated<string[]>;
  started_at: Date;
  switched_at: Date | null;
  ended_at: Date | null;
};

/** The table has one row. */
export type DatabaseIdentityTable = {
  is_only: Generated<boolean>;
  /** The transaction that wrote the row. */
  written_by: string;
  /** The database and the timeline in which it was written. */
  place: string;
  seen_at: Date;
};

export type RestoresTable = {
  /** When the restore was recognized or recorded. */
  found_at: Date;
  first_id: string;
  /** Messages sent since then may be missing. */
  backup_at: Date;
  cause: RestoreCause;
  /** When the last message and the last inbound list that were due had been compared. */
  ended_at: Date | null;
};

export type RestoresSchema = { database_identity: DatabaseIdentityTable; restores: RestoresTable };

export type RotationSchema = {
  key_rotations: KeyRotationsTable;
  index_rotations: IndexRotationsTable;
};
