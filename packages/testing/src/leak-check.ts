import { afterAll } from 'vitest';
import { running } from './process.ts';

/** Set up for every test file: one that leaves a process behind fails, and the process is ended. */
afterAll(() => {
  const left = [...running].map((child) => child.spawnargs.join(' '));
  for (const child of running) child.kill('SIGKILL');
  if (left.length > 0) throw new Error(`Started and not stopped:\n${left.join('\n')}`);
});
