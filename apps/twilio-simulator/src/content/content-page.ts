import { z } from 'zod';

const listOf = z.union([z.array(z.string()), z.string().transform((value) => [value])]).default([]);

/** The query of the lists; the filters are v2's. */
export const ContentQuery = z.object({
  PageSize: z.coerce.number().int().min(1).max(500).default(50),
  Page: z.coerce.number().int().min(0).default(0),
  ContentName: z.string().optional(),
  Language: listOf,
});
export type ContentQuery = z.infer<typeof ContentQuery>;

/** A page in the newer APIs' shape, whose links are absolute. `url` is the list's own, without a query. */
export const toContentPage = <T>(items: readonly T[], query: ContentQuery, url: string) => {
  const { Page: page, PageSize: size } = query;
  const link = (number: number) => `${url}?PageSize=${size}&Page=${number}`;
  return {
    contents: items.slice(page * size, (page + 1) * size),
    meta: {
      page,
      page_size: size,
      key: 'contents',
      url: link(page),
      first_page_url: link(0),
      previous_page_url: page > 0 ? link(page - 1) : null,
      next_page_url: items.length > (page + 1) * size ? link(page + 1) : null,
    },
  };
};
