/**
 * Of a rotation of the encryption keys: it looked at some rows of a table and sealed some of them anew; or nothing, because
 * something that began before this pass is under way; or there is nothing left to do, and so many rows hold something that
 * no key opens.
 */
export type RotationStep =
  | { kind: 'batch'; table: string; pass: number; seen: number; changed: number }
  | { kind: 'waits' }
  | { kind: 'over'; resealed: number; unreadable: number };

/**
 * Of a rotation of the index: a table got room for the next index; some of its rows got theirs, or some that were written
 * after it was gone through; one of PostgreSQL's indexes over it was built; people are found under it; so many constraints are left to be put back; nothing, because something
 * that began earlier holds a table or a process has other keys; or there is nothing left to do, after so many rows.
 */
export type IndexRotationStep =
  | { kind: 'prepared'; table: string }
  | { kind: 'batch'; table: string; seen: number; changed: number }
  | { kind: 'late'; table: string; changed: number }
  | { kind: 'built'; table: string; name: string }
  | { kind: 'switched' }
  | { kind: 'settled'; left: number }
  | { kind: 'waits' }
  | { kind: 'over'; rows: number };
