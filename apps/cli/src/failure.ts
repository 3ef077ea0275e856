import { z } from 'zod';

/** Something that the person at the terminal can put right: what is wrong, then what to do, in one line without a stack. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const usage = 'usage';

/** A command line that cannot be meant. */
export const misuse = (message: string): Failure => new Failure(usage, message);

/** What the process exits with: 2 for a command line that cannot be meant, 1 for all else. Only options are parsed so that it throws. */
export const exitCodeOf = (error: unknown): number => {
  const isMisuse = error instanceof z.ZodError || (error instanceof Failure && error.code === usage);
  return isMisuse ? 2 : 1;
};
