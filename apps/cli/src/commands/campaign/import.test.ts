import { expect, test } from 'vitest';
import { contentTypeOf, openRecipients } from './import.ts';

test.each([
  ['people.csv', undefined, 'text/csv'],
  ['People.NDJSON', undefined, 'application/x-ndjson'],
  ['people.json', undefined, 'application/json'],
  ['people.txt', undefined, 'text/csv'],
  ['-', undefined, 'text/csv'],
  ['-', 'jsonl', 'application/x-ndjson'],
])('%s, said to be %s, is sent as %s', (path, type, expected) => expect(contentTypeOf(path, type)).toBe(expected));

test.each(['/nowhere/people.csv', '/'])('%s is a mistake in the command line', async (path) => {
  await expect(openRecipients(path)).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining(path) });
});
