/** Who did something: an API key by its id and name, the command line, or Recado by itself. */
export type Actor = { id?: string; name: string };

/** What Recado does without being asked. */
export const bySystem: Actor = { name: 'system' };

/** What is done to the database from a terminal, without an API key. */
export const byCommandLine: Actor = { name: 'recado cli' };

/**
 * One thing that was done. It stands in the audit log for good, so nothing in it is anybody's personal data: a person is
 * named by a masked number, or by the id of a message or of an entry in the ledger.
 */
export type AuditEntry = {
  at: Date;
  actor: Actor;
  /** What was done, in the past tense: `template.changed`. */
  action: string;
  /** To what, as its path under /v1: `templates/order_confirmation`. */
  object?: string;
  detail?: Record<string, string | number | boolean | readonly string[]>;
};

/** An entry as the record holds it. */
export type RecordedAuditEntry = AuditEntry & { id: string };
