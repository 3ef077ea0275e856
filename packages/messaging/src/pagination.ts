import { Refusal } from './errors.ts';

const cursorPattern = /^[0-9a-f-]{36}$/;

/** The id to go on before. Throws a Refusal of what was never given out. */
export const decodeCursor = (cursor: string): string => {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!cursorPattern.test(id))
    throw new Refusal('invalid-request', 'cursor is not one that was given out here', [
      { field: 'cursor', reason: 'invalid', message: 'is not one that was given out here' },
    ]);
  return id;
};

/** A page of what was found, when one more was asked for than it holds; the cursor is null on the last. */
export const pageOf = <Found extends { id: string }>(found: Found[], limit: number) => {
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { page, nextCursor: found.length > limit && last ? Buffer.from(last.id).toString('base64url') : null };
};
