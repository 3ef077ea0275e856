import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { misuse } from '../failure.ts';

/** What a file has in JSON; `-` is stdin. */
export const readJsonFile = async (path: string): Promise<unknown> => {
  try {
    return JSON.parse(path === '-' ? await text(process.stdin) : await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    throw misuse(`${path} is not readable as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
};
