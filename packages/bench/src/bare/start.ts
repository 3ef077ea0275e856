import { basename } from 'node:path';
import { startChild, type Child } from '../lab/child.ts';
import type { Lab } from '../lab/lab.ts';

/** Starts one of this folder's references in its own process. */
export const startBare = ({ folder }: Lab, main: URL, args: string[] = []): Promise<Child> =>
  startChild({ folder, name: `bare-${basename(main.pathname, '.ts')}`, main, args });
