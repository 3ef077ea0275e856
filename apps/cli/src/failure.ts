import { z } from 'zod';

/** Reports an error that the user can correct: the problem, then the remedy, in one line without a stack. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The code of a Failure about a port on which another program listens. */
export const portTaken = 'port_taken';

const usage = 'usage';

/** Reports an invalid command line. */
export const misuse = (message: string): Failure => new Failure(usage, message);

/** Returns exit code 2 for an invalid command line, otherwise 1. A ZodError comes from the options only. */
export const exitCodeOf = (error: unknown): number => {
  const isMisuse = error instanceof z.ZodError || (error instanceof Failure && error.code === usage);
  return isMisuse ? 2 : 1;
};
