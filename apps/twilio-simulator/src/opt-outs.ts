/** Records opt-outs from one sender or from all senders. */
export const makeOptOuts = () => {
  const anySender = '';
  const sendersByTo = new Map<string, Set<string>>();
  return {
    add: (to: string, from: string = anySender): void => {
      const senders = sendersByTo.get(to) ?? new Set();
      sendersByTo.set(to, senders.add(from));
    },
    /** Removes the opt-out from one sender. An opt-out from all senders stays. */
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
