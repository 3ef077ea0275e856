/**
 * Shares the room that is left in a sender's queue among its campaigns, so that each comes as near as possible to an equal
 * part of the queue: who has less in it gets more. `queued` is what each has in it; gives what each may add, in whole
 * units that sum up to the room.
 */
export const shareRoom = (room: number, queued: readonly number[]): number[] => {
  const shares = queued.map(() => 0);
  let left = Math.floor(room);
  while (left > 0 && shares.length > 0) {
    const levels = queued.map((units, index) => units + (shares[index] ?? 0));
    const lowest = Math.min(...levels);
    const low = levels.flatMap((level, index) => (level === lowest ? [index] : []));
    const next = Math.min(...levels.filter((level) => level > lowest));
    const each = Math.max(1, Math.min(next - lowest, Math.floor(left / low.length)));
    for (const index of low.slice(0, left)) shares[index] = (shares[index] ?? 0) + each;
    left -= each * Math.min(low.length, left);
  }
  return shares;
};
