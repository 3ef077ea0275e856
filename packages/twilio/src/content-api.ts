import { ApprovalStatus, Category, mapContent, withoutHidden, type TemplateContent } from '@recado/contract';
import { Refusal, type ListedContent } from '@recado/messaging';
import { z } from 'zod';
import { describeFailure } from './answer.ts';
import { partsOf, smsTextOf } from './content-parts.ts';

const text = z.string().catch('');

/** Returns a content in our terms; `undefined` if it is not one. */
export const listedContentOf = (instance: unknown): ListedContent | undefined => {
  const { data: content } = Content.safeParse(instance);
  if (!content) return undefined;
  const parts = storableParts(content.types);
  const body = smsTextOf(content.types, parts);
  return {
    sid: content.sid,
    name: content.friendlyName || (content.approvalRequests?.name ?? ''),
    language: content.language,
    placeholders: placeholdersOf(content),
    ...(body !== undefined && { text: body }),
    ...(parts && { content: parts }),
    ...approvalOf(content.approvalRequests),
  };
};

const Approval = z.object({
  name: text,
  status: ApprovalStatus.optional().catch(undefined),
  category: z.string().toLowerCase().pipe(Category).optional().catch(undefined),
  rejection_reason: text,
});

/**
 * Holds the approval itself, or the approval under the channel's name (in the resource of one content); null before
 * submission.
 */
const Approvals = z
  .union([z.object({ whatsapp: Approval }).transform(({ whatsapp }) => whatsapp), Approval])
  .optional()
  .catch(undefined);

const Content = z.object({
  sid: z.string().regex(/^HX[0-9a-fA-F]{32}$/),
  friendlyName: text,
  language: text,
  variables: z.record(z.string(), z.unknown()).catch({}),
  types: z.record(z.string(), z.unknown()).catch({}),
  approvalRequests: Approvals,
});
type Content = z.infer<typeof Content>;

const mostOfContent = 65_536;

/** The parts without characters that PostgreSQL cannot store. */
const storableParts = (types: Content['types']): TemplateContent | undefined => {
  const parts = partsOf(types);
  if (!parts) return undefined;
  const clean = (value: string) => withoutHidden(value.toWellFormed());
  const stored = { ...mapContent(parts, clean), type: clean(parts.type) };
  return JSON.stringify(stored).length <= mostOfContent
    ? stored
    : { type: stored.type, unsupported: 'It has more text than Recado stores' };
};

const byNumber = (a: string, b: string) => Number(a) - Number(b);

const isNumber = (name: string) => /^\d+$/.test(name);

/**
 * The placeholders of the samples and of all texts: a placeholder without a sample needs a value, too. Numbers come
 * first.
 */
const placeholdersOf = ({ variables, types }: Content): string[] => {
  const used = [...JSON.stringify(types).matchAll(/\{\{\s*([^{}\s]+?)\s*\}\}/g)].map(([, name]) => name ?? '');
  const names = [...new Set([...Object.keys(variables), ...used])];
  return [...names.filter(isNumber).toSorted(byNumber), ...names.filter((name) => !isNumber(name))];
};

/** Meta's word for having none. */
const reasonOf = (reason: string): string | undefined => (/^(none)?$/i.test(reason) ? undefined : reason);

const approvalOf = (
  approval: Content['approvalRequests'],
): Pick<ListedContent, 'status' | 'category' | 'rejectionReason'> => {
  if (!approval) return { status: 'unsubmitted' };
  const rejectionReason = reasonOf(approval.rejection_reason);
  return {
    ...(approval.status && { status: approval.status }),
    ...(approval.category && { category: approval.category }),
    ...(rejectionReason !== undefined && { rejectionReason }),
  };
};

type Page = { instances: unknown[]; nextPage: () => Promise<Page> | undefined };

/** The part of twilio-node's contents that is used. */
export type ContentLister = { page: (filter: { pageSize: number }) => Promise<Page> };

const pageSize = 200;
/** An account has 6,000 approved templates at most. */
const mostPages = 200;

/** Returns all contents of the account with WhatsApp's approvals. Throws a Refusal if Twilio does not list them. */
export const listContents = async (contents: ContentLister): Promise<ListedContent[]> => {
  try {
    return await collect(contents);
  } catch (cause) {
    throw new Refusal(
      'twilio-unavailable',
      describeFailure(cause) ?? 'The answer of Twilio is not a list of contents',
      [],
      { cause },
    );
  }
};

const collect = async (contents: ContentLister): Promise<ListedContent[]> => {
  const found: ListedContent[] = [];
  let page: Page | undefined = await contents.page({ pageSize });
  for (let pages = 1; page; pages += 1) {
    if (pages > mostPages) throw new Error('Twilio lists more contents than an account can have');
    found.push(...page.instances.flatMap((instance) => listedContentOf(instance) ?? []));
    page = await page.nextPage();
  }
  return found;
};
