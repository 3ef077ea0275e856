import type { Settled, Settlement } from '@recado/messaging';
import type { Pool } from 'pg';
import { inRounds } from '../batching/in-rounds.ts';
import { oneByOneOnFailure } from '../batching/one-by-one.ts';
import { gather } from '../postgres/batch.ts';
import { itemOfSettlement, settleMessages } from '../statements/settle-messages.ts';
import { settlingOwners } from './settling-owners.ts';

/**
 * Takes in status reports, those that come at the same time in one statement, and those of one message one after the
 * other. Resolves after the commit.
 */
export const makeSettleMessage = (pool: Pool) => {
  const settleRound = async (round: Settlement[]): Promise<Settled[]> => {
    const rows = await settleMessages(pool, round.map(itemOfSettlement));
    const moved = new Map(rows.map((row) => [row.id, row.moved]));
    return round.map(({ messageId }) => {
      const found = moved.get(messageId);
      if (found === undefined) return 'unknown-message';
      return found ? 'moved' : 'kept';
    });
  };
  return gather(
    oneByOneOnFailure(
      settlingOwners(
        pool,
        ({ twilioSid }: Settlement) => twilioSid,
        (calls: readonly Settlement[]) => inRounds(calls, ({ messageId }) => messageId, settleRound),
      ),
    ),
  );
};
