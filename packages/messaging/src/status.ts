import type { Status } from '@recado/contract';

/**
 * Where a message may go from where it is. Callbacks come late, twice and in any order, so a status only moves
 * forward; an end stays an end, until an operator retries it. `sending` goes back to `accepted` only when nothing was sent.
 * A callback may find a message still `accepted` or `sending`: Twilio's answer was lost, its callback was not.
 */
export const legalMoves: Record<Status, readonly Status[]> = {
  accepted: ['sending', 'sent', 'delivered', 'read', 'undelivered', 'failed', 'suppressed', 'expired', 'canceled'],
  sending: ['accepted', 'sent', 'delivered', 'read', 'undelivered', 'failed', 'suppressed', 'expired', 'canceled'],
  sent: ['delivered', 'read', 'undelivered', 'failed', 'canceled'],
  delivered: ['read'],
  read: [],
  undelivered: [],
  failed: [],
  suppressed: [],
  expired: [],
  canceled: [],
};

export const canMove = (from: Status, to: Status): boolean => legalMoves[from].includes(to);

/** The statuses from which `to` may be reached: what an UPDATE has to find for the move to happen. */
export const sourcesOf = (to: Status): Status[] =>
  (Object.keys(legalMoves) as Status[]).filter((from) => canMove(from, to));
