import { inject } from 'vitest';

declare module 'vitest' {
  /** What the global setup hands to every test file. */
  interface ProvidedContext {
    /** The PostgreSQL server of this run, as its superuser. */
    postgresUrl: string;
    /** The Redis server of this run; null where there is none. */
    redisUrl: string | null;
    /** Whether journeys run at their full size: set by the configuration. */
    isLongRun: boolean;
  }
}

/** vitest's own, aware of what is provided here. */
export { inject };

/** A server for the whole run. */
export type TestStore = AsyncDisposable & {
  url: string;
};
