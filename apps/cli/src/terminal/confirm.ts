import { createInterface } from 'node:readline/promises';

/** Asks the person at the terminal; anything but a yes is a no. */
export const confirm = async (question: string): Promise<boolean> => {
  using lines = createInterface({ input: process.stdin, output: process.stdout });
  return /^\s*y(es)?\s*$/i.test(await lines.question(`${question} [y/N] `));
};
