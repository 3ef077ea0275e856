import { ApprovalStatus, Category } from '@recado/contract';
import type { ListedContent } from '@recado/messaging';
import { z } from 'zod';

const text = z.string().catch('');

const Approval = z.object({
  name: text,
  status: ApprovalStatus.optional().catch(undefined),
  category: z.string().toLowerCase().pipe(Category).optional().catch(undefined),
  rejection_reason: text,
});

/** Either the approval itself or, as in the resource of one content, under the channel's name; null before submission. */
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

const TextType = z.object({ 'twilio/text': z.object({ body: z.string().trim().min(1) }) });

const byNumber = (a: string, b: string) => Number(a) - Number(b);

const isNumber = (name: string) => /^\d+$/.test(name);

/** Those of the samples and those of all texts: a placeholder without a sample is filled in as well. Numbers come first. */
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

/** A content in our words; `undefined` if it is none. */
export const listedContentOf = (instance: unknown): ListedContent | undefined => {
  const { data: content } = Content.safeParse(instance);
  if (!content) return undefined;
  const body = TextType.safeParse(content.types).data?.['twilio/text'].body;
  return {
    sid: content.sid,
    name: content.friendlyName || (content.approvalRequests?.name ?? ''),
    language: content.language,
    placeholders: placeholdersOf(content),
    ...(body !== undefined && { text: body }),
    ...approvalOf(content.approvalRequests),
  };
};
