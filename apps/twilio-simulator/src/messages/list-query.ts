import { z } from 'zod';
import { invalidParameter, type Refusal } from '../refusals/refusal.ts';
import { isPageToken, type PageRequest } from './page.ts';
import { SentFilters } from './sent-range.ts';

/** The query of a list call; what is given twice is refused. */
export const ListQuery = SentFilters.extend({
  To: z.string().optional(),
  From: z.string().optional(),
  PageSize: z.string().default('50'),
  Page: z.string().default('0'),
  PageToken: z.string().optional(),
});
export type ListQuery = z.infer<typeof ListQuery>;

const maxPageSize = 1000;

export const pageRequest = (query: ListQuery): PageRequest | Refusal => {
  const size = Number(query.PageSize);
  if (!Number.isInteger(size) || size < 1 || size > maxPageSize)
    return invalidParameter('PageSize', `it has to be from 1 to ${maxPageSize}`);
  const number = Number(query.Page);
  if (!Number.isInteger(number) || number < 0) return invalidParameter('Page', 'it has to be 0 or more');
  if (query.PageToken !== undefined && !isPageToken(query.PageToken))
    return invalidParameter('PageToken', 'take it from next_page_uri');
  return { size, number, token: query.PageToken };
};
