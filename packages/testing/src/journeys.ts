import { inject } from './provided.ts';
import { queueEngines, type QueueEngine } from './redis/test-database.ts';

/**
 * Says if this is `npm run test:long`, which runs journeys (`*.journey.test.ts`) at full size on both engines, and tests
 * that take minutes (`*.long.test.ts`). `npm test` runs small journeys on one engine.
 */
const isLongRun = inject('isLongRun');

/** Returns the size of a journey, for example its number of messages, people or kills. */
export const sized = (short: number, full: number): number => (isLongRun ? full : short);

/** Returns the engines of a journey. `npm test` uses the named engine, or PostgreSQL if there is no Redis. */
export const journeyEngines = (short: QueueEngine): QueueEngine[] =>
  isLongRun || !queueEngines.includes(short) ? queueEngines : [short];

/** Returns the cases of a journey. `npm test` uses only the first `short` cases, by default one. */
export const journeyCases = <Case>(cases: readonly Case[], short = 1): readonly Case[] =>
  isLongRun ? cases : cases.slice(0, short);
