import { afterAll } from 'vitest';
import { running } from './process.ts';

/** This setup runs for every test file. A file that leaves a process running fails, and the process is ended. */
afterAll(() => {
  const left = [...running].map((child) => child.spawnargs.join(' '));
  for (const child of running) child.kill('SIGKILL');
  if (left.length > 0) throw new Error(`These processes were started and not stopped:\n${left.join('\n')}`);
});
