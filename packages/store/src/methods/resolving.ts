import type { Kysely } from 'kysely';
import type { Sealer } from '../encryption/sealer.ts';
import { makeTakeUnresolved } from '../messages/resolve.ts';
import { adopt, type Adoption } from '../messages/twilio-sids.ts';
import type { Schema } from '../schema/index.ts';
import { concludeAbsent, noteUnanswered, type Absence, type Unanswered } from '../statements/conclude-unresolved.ts';
import { expireOverdue } from '../statements/expire-overdue.ts';
import { takeUnheard } from '../statements/take-unheard.ts';
import { withoutOwner } from '../statements/without-owner.ts';

type Deps = { kysely: Kysely<Schema>; sealer: Sealer };

/** What upkeep does about messages of which nobody knows enough. */
export const resolvingMethods = ({ kysely: db, sealer }: Deps) => ({
  takeUnresolved: makeTakeUnresolved(db, sealer),
  withoutOwner: (sids: string[]) => withoutOwner(db, sids),
  adopt: (adoption: Adoption) => adopt(db, adoption),
  concludeAbsent: (absence: Absence) => concludeAbsent(db, absence),
  noteUnanswered: (unanswered: Unanswered) => noteUnanswered(db, unanswered),
  takeUnheard: (at: Date, againAfterMs: number, limit: number) => takeUnheard(db, at, againAfterMs, limit),
  expireOverdue: (at: Date, limit: number) => expireOverdue(db, at, limit),
});
