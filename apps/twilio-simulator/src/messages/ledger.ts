import type { Message } from './message.ts';

/** How many of the oldest are looked at for one that is over, before the oldest goes whatever it is. */
const reach = 100;

/** The account's messages, at most `limit` of them: the oldest that are over make room. */
export const makeLedger = (limit: number) => {
  const bySid = new Map<string, Message>();
  const byTo = new Map<string, Message[]>();

  const forget = (message: Message) => {
    bySid.delete(message.sid);
    const left = byTo.get(message.to)?.filter(({ sid }) => sid !== message.sid) ?? [];
    if (left.length) byTo.set(message.to, left);
    else byTo.delete(message.to);
  };

  const expendable = (): Message | undefined => {
    let looked = 0;
    for (const message of bySid.values()) {
      if (message.settled) return message;
      looked += 1;
      if (looked === reach) break;
    }
    return bySid.values().next().value;
  };

  return {
    add: (message: Message): void => {
      bySid.set(message.sid, message);
      const same = byTo.get(message.to);
      if (same) same.push(message);
      else byTo.set(message.to, [message]);
      const dropped = bySid.size > limit ? expendable() : undefined;
      if (dropped) forget(dropped);
    },
    get: (sid: string): Message | undefined => bySid.get(sid),
    remove: forget,
    /** All messages, or all to one address. */
    newestFirst: (to?: string): Message[] => (to ? (byTo.get(to) ?? []) : [...bySid.values()]).toReversed(),
    size: (): number => bySid.size,
  };
};
export type Ledger = ReturnType<typeof makeLedger>;
