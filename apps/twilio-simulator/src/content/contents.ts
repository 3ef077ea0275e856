import type { Content } from './content.ts';
import { startingContents } from './starting-contents.ts';

export type ContentsOptions = {
  /** Epoch milliseconds. */
  now: number;
  /** Refuse a ContentSid that was never created here; otherwise it is taken for one of the account at Twilio. */
  strict: boolean;
};

/** The contents of the account, in the order of their creation. */
export const makeContents = ({ now, strict }: ContentsOptions) => {
  const bySid = new Map(startingContents(now).map((content) => [content.sid, content]));
  const removed = new Set<string>();
  return {
    add: (content: Content): void => {
      bySid.set(content.sid, content);
    },
    get: (sid: string): Content | undefined => bySid.get(sid),
    all: (): Content[] => [...bySid.values()],
    /** False when there was none. */
    remove: (sid: string): boolean => {
      removed.add(sid);
      return bySid.delete(sid);
    },
    /** Whether a message may name it. */
    isSendable: (sid: string): boolean => bySid.has(sid) || (!strict && !removed.has(sid)),
  };
};
export type Contents = ReturnType<typeof makeContents>;
