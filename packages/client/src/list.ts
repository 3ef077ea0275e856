import type { Query, Transport } from './transport.ts';

type Page<Item> = { data: Item[]; next_cursor: string | null };

/** A list of any length: read one page, or iterate over all entries, which reads the pages as you go. */
export type List<Item, Whole = Page<Item>> = AsyncIterable<Item> & { page: () => Promise<Whole> };

type Options = { query?: Query | undefined; signal?: AbortSignal | undefined };

export const makeList = <Item, Whole extends Page<Item> = Page<Item>>(
  { json }: Transport,
  path: string,
  { query, signal }: Options,
): List<Item, Whole> => {
  const read = (cursor?: string) =>
    json<Whole>('GET', path, { query: { ...query, ...(cursor && { cursor }) }, ...(signal && { signal }) });
  return { page: () => read(), [Symbol.asyncIterator]: () => readAll<Item>(read) };
};

async function* readAll<Item>(read: (cursor?: string) => Promise<Page<Item>>): AsyncGenerator<Item, void> {
  let cursor: string | undefined;
  do {
    const { data, next_cursor: next } = await read(cursor);
    yield* data;
    cursor = next ?? undefined;
  } while (cursor !== undefined);
}
