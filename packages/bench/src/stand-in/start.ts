import { startChild, type Child } from '../lab/child.ts';
import type { Lab } from '../lab/lab.ts';

/** The simulator's default. Twilio itself takes longer. */
const usualMs = 20;

/**
 * Something to send to that costs next to nothing; see main.ts. `latencyMs`: how long each answer takes. `watchFor`: the
 * beginning of the numbers that it tells apart.
 */
export const startStandIn = ({ folder }: Lab, latencyMs = usualMs, watchFor = ''): Promise<Child> => {
  const args = [String(latencyMs), watchFor];
  return startChild({ folder, name: 'stand-in', main: new URL('main.ts', import.meta.url), args });
};
