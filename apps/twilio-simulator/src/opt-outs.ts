/** Who wants nothing more from one sender, or from any. */
export const makeOptOuts = () => {
  const anySender = '';
  const sendersByTo = new Map<string, Set<string>>();
  return {
    add: (to: string, from: string = anySender): void => {
      const senders = sendersByTo.get(to) ?? new Set();
      sendersByTo.set(to, senders.add(from));
    },
    /** Of one sender; who opted out of all did so otherwise. */
    remove: (to: string, from: string): void => {
      sendersByTo.get(to)?.delete(from);
    },
    has: (to: string, from: string): boolean => {
      const senders = sendersByTo.get(to);
      return senders !== undefined && (senders.has(anySender) || senders.has(from));
    },
  };
};
export type OptOuts = ReturnType<typeof makeOptOuts>;
