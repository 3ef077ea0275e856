import { isCI } from 'std-env';
import { hasRedis } from './redis/test-database.ts';

export type QueueEngine = 'redis' | 'postgresql';

/** The queue engines to test: on a user's machine without a Redis only the one that is in PostgreSQL. */
export const queueEngines: QueueEngine[] = hasRedis() || isCI ? ['redis', 'postgresql'] : ['postgresql'];
