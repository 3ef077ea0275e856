import type { Pool } from 'pg';
import { disown, isTaken } from '../statements/disown.ts';

type Owned = { messageId: string; at: Date };

/**
 * Runs again what failed because another message had adopted the SID that Twilio gives to this one: first the other
 * lets go of it.
 */
export const settlingOwners =
  <Call extends Owned, Answer>(
    pool: Pool,
    sidOf: (call: Call) => string | undefined,
    run: (calls: readonly Call[]) => Promise<Answer[]>,
  ) =>
  async (calls: readonly Call[]): Promise<Answer[]> => {
    try {
      return await run(calls);
    } catch (error) {
      const [call] = calls;
      const sid = call && sidOf(call);
      if (calls.length !== 1 || !sid || !isTaken(error)) throw error;
      await disown(pool, sid, call.messageId, call.at);
      return run(calls);
    }
  };
