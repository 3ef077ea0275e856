import type { QueueConnection } from './connection.ts';

/** Both throw Unavailable. */
export type DatabaseMemory = {
  /** Returns the time that was remembered last; undefined if Redis was emptied, or keeps no queue. */
  recallSeen: () => Promise<Date | undefined>;
  rememberSeen: (at: Date) => Promise<void>;
};

/** Remembers in Redis when the database was last seen. A database with an older time was restored, however that was done. */
export const makeDatabaseMemory = ({ engine, answered }: QueueConnection): DatabaseMemory => ({
  recallSeen: async () => {
    const text = await answered(engine.memory.read);
    return text === undefined ? undefined : new Date(text);
  },
  rememberSeen: (at) => answered(() => engine.memory.write(at.toISOString())),
});
