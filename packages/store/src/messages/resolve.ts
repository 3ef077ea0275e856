import type { Unresolved } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { contentOfOpened, withDefaults } from '../encryption/sealed-content.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { given } from '../rows/given.ts';
import type { Schema } from '../schema/index.ts';
import { contentOf, recipientOf } from '../sealing/place.ts';
import { takeUnresolved, type UnresolvedRow } from '../statements/take-unresolved.ts';

const unresolvedOf = (row: UnresolvedRow, { open }: Sealer): Unresolved => ({
  id: row.id,
  senderId: row.sender_id,
  ...(row.campaign_id !== null && { lane: 'campaign' }),
  attempt: row.attempts,
  ...(row.attempts_before > 0 && { attemptsBefore: row.attempts_before }),
  channel: row.channel,
  from: row.address,
  to: open(row.to_sealed, recipientOf(row.id)),
  content: withDefaults(contentOfOpened(open(row.content_sealed, contentOf(row.id)), row), row.defaults, row.variables),
  ...(row.variables && { template: { ...given({ body: row.body }), variables: row.variables } }),
  claimedAt: row.claimed_at,
});

/** Claimed messages whose outcome should be known by now, for this worker alone until `leaseUntil`. */
export const makeTakeUnresolved =
  (db: Kysely<Schema>, sealer: Sealer) =>
  async (at: Date, leaseUntil: Date, limit: number): Promise<Unresolved[]> =>
    (await takeUnresolved(db, at, leaseUntil, limit)).map((row) => unresolvedOf(row, sealer));
