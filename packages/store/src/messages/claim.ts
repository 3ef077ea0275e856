import type { Claim, Claimed } from '@recado/messaging';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { gather } from '../batching/gather.ts';
import { given } from '../rows/given.ts';
import { contentOf, recipientOf } from '../sealing/place.ts';
import { contentOfOpened } from '../sealing/sealed-content.ts';
import type { Sealer } from '../sealing/sealer.ts';
import { claimMessages, type ClaimedRow } from '../statements/claim-messages.ts';
import { findUnclaimed, type UnclaimedRow } from '../statements/find-unclaimed.ts';

type Deps = { pool: Pool; sealer: Sealer };
type Call = { id: string; at: Date; lookAgainAt: Date };

const templateOf = ({ variables, content_sid: contentSid, body }: ClaimedRow) =>
  variables ? { template: { ...given({ contentSid, body }), variables } } : {};

const messageOf = (row: ClaimedRow, { open }: Sealer): Claimed => ({
  id: row.id,
  attempt: row.attempts,
  ...(row.attempts_before > 0 && { attemptsBefore: row.attempts_before }),
  channel: row.channel,
  category: row.category,
  sender: { id: row.sender_id, address: row.address },
  to: open(row.to_sealed, recipientOf(row.id)),
  content: contentOfOpened(open(row.content_sealed, contentOf(row.id)), row),
  ...templateOf(row),
  ...(row.valid_until && { validUntil: row.valid_until }),
});

const claimOf = (row: ClaimedRow, sealer: Sealer): Claim | Error => {
  if (row.ended) return { kind: 'over' };
  try {
    return { kind: 'claimed', message: messageOf(row, sealer) };
  } catch (error) {
    return error as Error;
  }
};

const whyNot = (row: UnclaimedRow | undefined, at: Date): Claim => {
  if (row?.status !== 'accepted') return { kind: 'over' };
  if (row.due_at > at) return { kind: 'early', at: row.due_at };
  // If it is not held any more, it became free in this moment: now is the time.
  return row.paused ? { kind: 'held' } : { kind: 'early', at };
};

const byId = <T extends { id: string }>(rows: T[]) => new Map(rows.map((row) => [row.id, row]));

const claimTogether =
  ({ pool, sealer }: Deps) =>
  async (calls: readonly Call[]): Promise<(Claim | Error)[]> => {
    const asked = byId(
      calls.map(({ id, at, lookAgainAt }) => ({ id, at, look_again_at: lookAgainAt, event_id: uuidv7() })),
    );
    const claimed = byId(await claimMessages(pool, [...asked.values()]));
    const others = calls.filter(({ id }) => !claimed.has(id));
    const unclaimed = byId(others.length ? await findUnclaimed(pool, others) : []);
    return calls.map(({ id, at }) => {
      const row = claimed.get(id);
      if (!row) return whyNot(unclaimed.get(id), at);
      // Two calls may name one message: the first has it.
      return asked.delete(id) ? claimOf(row, sealer) : { kind: 'over' };
    });
  };

/** Takes messages to send, those that are asked for at the same time in one statement. Of several claims of one message, one wins. */
export const makeClaim = (deps: Deps) => {
  const claim = gather(claimTogether(deps));
  return (id: string, at: Date, lookAgainAt: Date): Promise<Claim> => claim({ id, at, lookAgainAt });
};
