import type { Message } from './message.ts';

/** One in so many goes at a time: a Map is slow to find its oldest entries while those before them are deleted. */
const share = 100;

/** The account's messages, at most `limit` of them: the oldest that are over make room. */
export const makeLedger = (limit: number) => {
  const bySid = new Map<string, Message>();
  const byTo = new Map<string, Set<Message>>();

  const forget = (message: Message) => {
    bySid.delete(message.sid);
    const same = byTo.get(message.to);
    same?.delete(message);
    if (same?.size === 0) byTo.delete(message.to);
  };

  const makeRoom = () => {
    const enough = Math.ceil(limit / share);
    const oldest: Message[] = [];
    const over: Message[] = [];
    for (const message of bySid.values()) {
      oldest.push(message);
      if (message.settled) over.push(message);
      if (over.length === enough || oldest.length === 2 * enough) break;
    }
    for (const message of over.length ? over : oldest.slice(0, enough)) forget(message);
  };

  return {
    add: (message: Message): void => {
      bySid.set(message.sid, message);
      const same = byTo.get(message.to);
      if (same) same.add(message);
      else byTo.set(message.to, new Set([message]));
      if (bySid.size > limit) makeRoom();
    },
    get: (sid: string): Message | undefined => bySid.get(sid),
    remove: forget,
    /** All messages, or all to one address. */
    newestFirst: (to?: string): Message[] => [...(to ? (byTo.get(to) ?? []) : bySid.values())].toReversed(),
    oldestFirst: (): Iterable<Message> => bySid.values(),
    size: (): number => bySid.size,
  };
};
export type Ledger = ReturnType<typeof makeLedger>;
