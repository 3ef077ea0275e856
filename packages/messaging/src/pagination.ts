import { Refusal } from './errors.ts';

/** The part of a list that a request asks for. `beyond` is the id of the last entry of the page before. */
export type ListRange = { since?: Date; until?: Date; isOldestFirst?: true; beyond?: string; limit: number };

/** As a request names it. A sort order that begins with `-` is the newest first. */
export type RangeQuery = {
  since?: string | undefined;
  until?: string | undefined;
  sort?: string | undefined;
  cursor?: string | undefined;
  limit: number;
};

/** Reads the range of a list, with one entry more than the page holds. Throws a Refusal for an invalid cursor. */
export const withRange = <Query extends RangeQuery>(query: Query): Omit<Query, keyof RangeQuery> & ListRange => {
  const { since, until, sort = '-', cursor, limit, ...filter } = query;
  return {
    ...filter,
    limit: limit + 1,
    ...(since !== undefined && { since: new Date(since) }),
    ...(until !== undefined && { until: new Date(until) }),
    ...(!sort.startsWith('-') && { isOldestFirst: true }),
    ...(cursor !== undefined && { beyond: decodeCursor(cursor) }),
  };
};

/** A page of what was found, when one more was asked for than it holds; the cursor is null on the last. */
export const pageOf = <Found extends { id: string }>(found: Found[], limit: number) => {
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { page, nextCursor: found.length > limit && last ? Buffer.from(last.id).toString('base64url') : null };
};

const cursorPattern = /^[0-9a-f-]{36}$/;

/** Returns the id after which the next page begins. Throws a Refusal for an invalid cursor. */
const decodeCursor = (cursor: string): string => {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!cursorPattern.test(id)) throw invalidCursor();
  return id;
};

export const invalidCursor = (): Refusal =>
  new Refusal('invalid-request', 'cursor is not valid. Use next_cursor from an earlier response', [
    { field: 'cursor', reason: 'invalid', message: 'is not valid. Use next_cursor from an earlier response' },
  ]);
