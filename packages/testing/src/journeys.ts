import { inject } from './provided.ts';
import { queueEngines, type QueueEngine } from './redis/test-database.ts';

/**
 * Whether `npm run test:long` runs. It runs journeys (`*.journey.test.ts`) at their full size and on both engines, and
 * what needs minutes (`*.long.test.ts`); `npm test` runs journeys at a small size and on one engine.
 */
const isLongRun = inject('isLongRun');

/** A size of a journey: messages, people, kills. */
export const sized = (short: number, full: number): number => (isLongRun ? full : short);

/** The engines of a journey. `npm test` takes the one that is named, or without a Redis the one that is left. */
export const journeyEngines = (short: QueueEngine): QueueEngine[] =>
  isLongRun || !queueEngines.includes(short) ? queueEngines : [short];

/** The cases of a journey: `npm test` takes the first, or as many as `short` says. */
export const journeyCases = <Case>(cases: readonly Case[], short = 1): readonly Case[] =>
  isLongRun ? cases : cases.slice(0, short);
