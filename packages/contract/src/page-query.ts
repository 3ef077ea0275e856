import { z } from 'zod';

/** How every list is paged through. An empty cursor is none: so a form or a shell variable can leave it out. */
export const PageQuery = z.strictObject({
  cursor: z
    .string()
    .max(200)
    .transform((cursor) => cursor || undefined)
    .optional()
    .meta({ description: '`next_cursor` of the page before', override: { type: 'string' } }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** A page of such a list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() });
