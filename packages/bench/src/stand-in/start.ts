import { startChild, type Child } from '../lab/child.ts';
import type { Lab } from '../lab/lab.ts';

/** The simulator has this default. Twilio itself takes longer. */
const usualMs = 20;

/**
 * Starts a minimal Twilio that costs almost nothing; see main.ts. `latencyMs` is the time of each response. `watchFor` is
 * the prefix of the numbers that it records separately.
 */
export const startStandIn = ({ folder }: Lab, latencyMs = usualMs, watchFor = ''): Promise<Child> => {
  const args = [String(latencyMs), watchFor];
  return startChild({ folder, name: 'stand-in', main: new URL('main.ts', import.meta.url), args });
};
