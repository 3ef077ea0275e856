import { Refusal } from './errors.ts';

const cursorPattern = /^[0-9a-f-]{36}$/;

/** Returns the id before which the next page begins. Throws a Refusal for an invalid cursor. */
export const decodeCursor = (cursor: string): string => {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!cursorPattern.test(id))
    throw new Refusal('invalid-request', 'cursor is not valid. Use next_cursor from an earlier response', [
      { field: 'cursor', reason: 'invalid', message: 'is not valid. Use next_cursor from an earlier response' },
    ]);
  return id;
};

/** A page of what was found, when one more was asked for than it holds; the cursor is null on the last. */
export const pageOf = <Found extends { id: string }>(found: Found[], limit: number) => {
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { page, nextCursor: found.length > limit && last ? Buffer.from(last.id).toString('base64url') : null };
};
