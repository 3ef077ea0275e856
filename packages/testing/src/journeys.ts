import { inject } from './provided.ts';
import { queueEngines, type QueueEngine } from './redis/test-database.ts';

/**
 * Whether `npm run test:long` runs. It runs journeys (`*.journey.test.ts`) at their full size and on both engines, and
 * what needs minutes (`*.long.test.ts`); `npm test` runs journeys at a small size and on one engine.
 */
const isLongRun = inject('isLongRun');

/** A size of a journey: messages, people, kills. */
export function sized(short: number, full: number): number {
  return isLongRun ? full : short;
}

/** The engines of a journey. `npm test` takes the one that is named, or without a Redis the one that is left. */
export function journeyEngines(short: QueueEngine): QueueEngine[] {
  return isLongRun || !queueEngines.includes(short) ? queueEngines : [short];
}

/** The cases of a journey: `npm test` takes the first, or as many as `short` says. */
export function journeyCases<Case>(cases: readonly Case[], short = 1): readonly Case[] {
  return isLongRun ? cases : cases.slice(0, short);
}
