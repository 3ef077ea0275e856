/** Reads by pages, each after the last of the one before it, until one is not full. */
export async function* pageThrough<Row extends { id: string }>(
  read: (after: string, limit: number) => Promise<Row[]>,
  limit = 200,
): AsyncGenerator<Row[]> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const page = await read(after, limit);
    if (page.length) yield page;
    const last = page.at(-1);
    if (!last || page.length < limit) return;
    after = last.id;
  }
}
