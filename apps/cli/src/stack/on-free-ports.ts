import type { Ports } from './plan.ts';

type Deps = {
  choose: () => Promise<Ports>;
  /** Whether somebody listens on one of them. */
  areTaken: (ports: Ports) => Promise<boolean>;
  say: (text: string) => void;
};

/**
 * Starts something on ports that were free when they were chosen. Where another program has taken one of them since, it
 * is started again on others. Throws what `start` does, and what `choose` does when one that was asked for is taken.
 */
export const onFreePorts = async <Started>(
  chosen: Ports,
  { choose, areTaken, say }: Deps,
  start: (ports: Ports) => Promise<Started>,
): Promise<Started> => {
  let ports = chosen;
  for (;;) {
    try {
      return await start(ports);
    } catch (error) {
      if (!(await areTaken(ports))) throw error;
      say('another program took a port meanwhile: starting again on others');
      ports = await choose();
    }
  }
};
