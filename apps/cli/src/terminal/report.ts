import pc from 'picocolors';
import { z } from 'zod';

/** What we throw ourselves has a code such as `port_taken`, and its message says what to do. Node's codes are in capitals. */
const isOurs = (error: Error): boolean =>
  'code' in error && typeof error.code === 'string' && /^[a-z][a-z_-]*$/.test(error.code);

const wordsOf = (error: unknown): string => {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  if (!(error instanceof Error)) return String(error);
  return isOurs(error) ? error.message : (error.stack ?? error.message);
};

/** Says on stderr what went wrong: a line for what the reader can put right, with the stack for what only we can. */
export const report = (error: unknown): void => {
  console.error(`${pc.red('recado:')} ${wordsOf(error)}`);
};
