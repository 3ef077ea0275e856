import { isDeepStrictEqual } from 'node:util';
import type { Category } from '@recado/contract';
import type { ListedContent } from './listed-content.ts';
import { approvalOf, draftTemplate } from './listed-template.ts';
import type { RecordedTemplate } from './template.ts';

/** A template before and after Twilio was asked about its content. */
export type Refresh = { before: RecordedTemplate; after: RecordedTemplate };

/** By what keeps messages from people: opt-outs hold for utility, consent and quiet hours for marketing. */
const strictness: Record<Category, number> = { authentication: 0, utility: 1, marketing: 2 };

/**
 * WhatsApp may put a template in another category than it was made for. A stricter one is taken over; one that would
 * keep less from people is noted, and does not undo what somebody PUT.
 */
const stricter = (ours: Category, theirs: Category | undefined): Category =>
  theirs && strictness[theirs] > strictness[ours] ? theirs : ours;

type Said = Pick<RecordedTemplate, 'category' | 'body' | 'variables'>;

const saidNow = (template: RecordedTemplate, content: ListedContent, at: Date): Said => {
  const { category, body, variables } = template;
  const own = { ...(body !== undefined && { body }), variables };
  if (!template.syncedAt) return { category: stricter(category, content.category), ...own };
  const drafted = draftTemplate(content, at);
  if (drafted.kind === 'skipped') return { category: content.category ?? category, ...own };
  const { body: text, variables: placeholders } = drafted.template;
  return {
    category: content.category ?? category,
    ...(text !== undefined && { body: text }),
    variables: placeholders,
  };
};

const saidOf = ({ category, body, variables }: RecordedTemplate): Said => ({
  category,
  ...(body !== undefined && { body }),
  variables,
});

const refresh = (before: RecordedTemplate, content: ListedContent | undefined, at: Date): Refresh => {
  if (!content) return { before, after: { ...before, approval: { checkedAt: at } } };
  const said = saidNow(before, content, at);
  const { body: _body, ...rest } = before;
  const after = { ...rest, ...said, approval: approvalOf(content, at) };
  const isSame = isDeepStrictEqual(said, saidOf(before));
  return { before, after: isSame ? after : { ...after, updatedAt: at, ...(before.syncedAt && { syncedAt: at }) } };
};

/** What becomes of the templates that have a content, by what Twilio lists now. */
export const refreshTemplates = (templates: RecordedTemplate[], contents: ListedContent[], at: Date): Refresh[] => {
  const bySid = new Map(contents.map((content) => [content.sid, content]));
  return templates.flatMap((template) =>
    template.contentSid === undefined ? [] : [refresh(template, bySid.get(template.contentSid), at)],
  );
};

const newsOf = ({ updatedAt, approval }: RecordedTemplate) => ({ updatedAt, ...approval, checkedAt: undefined });

/** Whether Twilio says something else than when it was asked last. */
export const isNews = ({ before, after }: Refresh): boolean => !isDeepStrictEqual(newsOf(before), newsOf(after));
