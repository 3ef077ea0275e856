import { postgresSettings } from './postgres-settings.ts';
import { startPostgresServer } from './postgres/server.ts';
import type { TestStore } from './test-store.ts';

/** The PostgreSQL of a whole run, as fast as it can be. */
export const startLocalPostgres = (): Promise<TestStore> => startPostgresServer(postgresSettings);
