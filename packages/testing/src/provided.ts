import { inject } from 'vitest';

declare module 'vitest' {
  /** Values that the global setup provides to every test file. */
  interface ProvidedContext {
    /** The URL of this run's PostgreSQL server, for its superuser. */
    postgresUrl: string;
    /** The URL of this run's Redis server, or null if there is none. */
    redisUrl: string | null;
    /** True if journeys run at their full size. The Vitest configuration sets it. */
    isLongRun: boolean;
  }
}

/** Reads a value like Vitest's `inject`, with the types of the values above. */
export { inject };

/** Describes a server that all test files of a run share. */
export type TestStore = AsyncDisposable & {
  url: string;
};
