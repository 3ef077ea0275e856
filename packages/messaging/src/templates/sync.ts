import { isDeepStrictEqual } from 'node:util';
import type { SyncedTemplates } from '@recado/contract';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import { approvalOf, draftTemplate, type ListedContent } from './listed-template.ts';
import { stricter, type RecordedTemplate } from './template.ts';

export type SyncDeps = {
  clock: () => Date;
  /** Lists all contents of the account. Throws a Refusal when Twilio cannot be asked. */
  listContents: () => Promise<ListedContent[]>;
  listTemplates: () => Promise<RecordedTemplate[]>;
  /** Adds the templates whose name and language do not exist yet. Returns how many it added. */
  addTemplates: (templates: RecordedTemplate[]) => Promise<number>;
  /** Records the changes of templates that were not changed since they were read. */
  recordRefreshes: (refreshes: Refresh[]) => Promise<void>;
  writeAuditEntry: (entry: AuditEntry) => Promise<void>;
};

type Skipped = SyncedTemplates['skipped'];

/**
 * Imports templates from Twilio that do not exist here, and updates the approval of the others. A text that a user set
 * stays. It may be repeated, also by several workers at once.
 */
export const syncTemplates = async (deps: SyncDeps, { actor }: ByActor): Promise<SyncedTemplates> => {
  const contents = await deps.listContents();
  const templates = await deps.listTemplates();
  const at = deps.clock();
  const refreshes = refreshTemplates(templates, contents, at);
  const { drafts, skipped } = draftNew(templates, contents, at);
  await deps.recordRefreshes(refreshes);
  const created = await deps.addTemplates(drafts);
  const updated = refreshes.filter(isNews).length;
  await deps.writeAuditEntry({
    at,
    actor,
    action: 'templates.synced',
    object: 'templates',
    detail: { created, updated },
  });
  return {
    created,
    updated,
    unchanged: refreshes.length - updated,
    recategorized: recategorizedOf(refreshes),
    skipped,
  };
};

/** Sorts the contents so that the one that WhatsApp approved comes first among those of one name. */
const approvedFirst = (contents: ListedContent[]): ListedContent[] =>
  contents.toSorted((a, b) => Number(b.status === 'approved') - Number(a.status === 'approved'));

const keyOf = ({ name, language }: RecordedTemplate) => `${name} (${language})`;

/** Creates templates for new contents. Their times keep the order of those with one name. */
const draftNew = (templates: RecordedTemplate[], contents: ListedContent[], at: Date) => {
  const known = new Set(templates.map(({ contentSid }) => contentSid));
  const taken = new Set(templates.map(keyOf));
  const drafts: RecordedTemplate[] = [];
  const skipped: Skipped = [];
  for (const content of approvedFirst(contents.filter(({ sid }) => !known.has(sid)))) {
    const drafted = draftTemplate(content, at);
    const key = drafted.kind === 'drafted' ? keyOf(drafted.template) : '';
    if (drafted.kind === 'skipped')
      skipped.push({ content_sid: content.sid, reason: drafted.reason, message: drafted.message });
    else if (taken.has(key))
      skipped.push({
        content_sid: content.sid,
        reason: 'name_taken',
        message: `the template ${key} has another content, or none: PUT it with this content_sid, or rename this one`,
      });
    else {
      taken.add(key);
      const createdAt = new Date(at.getTime() + drafts.length);
      drafts.push({ ...drafted.template, createdAt });
    }
  }
  return { drafts, skipped };
};

const recategorizedOf = (refreshes: Refresh[]): SyncedTemplates['recategorized'] =>
  refreshes.flatMap(({ before: { name, language, category: from }, after: { category: to } }) =>
    from === to ? [] : [{ name, language, from, to }],
  );

/** A template before and after Twilio was asked about its content. */
export type Refresh = { before: RecordedTemplate; after: RecordedTemplate };

type Said = Pick<RecordedTemplate, 'category' | 'body' | 'variables' | 'content'>;

/**
 * WhatsApp may change a template's category. A stricter category is applied; a weaker one is only recorded and does not
 * override the user's.
 */
const saidNow = (template: RecordedTemplate, content: ListedContent, at: Date): Said => {
  const { category, body, variables } = template;
  const parts = content.content && { content: content.content };
  const own = { ...(body !== undefined && { body }), variables, ...parts };
  if (!template.syncedAt) return { category: stricter(category, content.category), ...own };
  const drafted = draftTemplate(content, at);
  if (drafted.kind === 'skipped') return { category: content.category ?? category, ...own };
  const { body: text, variables: placeholders } = drafted.template;
  return {
    category: content.category ?? category,
    ...(text !== undefined && { body: text }),
    variables: placeholders,
    ...parts,
  };
};

const saidOf = ({ category, body, variables, content }: RecordedTemplate): Said => ({
  category,
  ...(body !== undefined && { body }),
  variables,
  ...(content && { content }),
});

const refresh = (before: RecordedTemplate, content: ListedContent | undefined, at: Date): Refresh => {
  if (!content) return { before, after: { ...before, approval: { checkedAt: at } } };
  const said = saidNow(before, content, at);
  const { body: _body, content: _content, ...rest } = before;
  const after = { ...rest, ...said, approval: approvalOf(content, at) };
  const isSame = isDeepStrictEqual(said, saidOf(before));
  return { before, after: isSame ? after : { ...after, updatedAt: at, ...(before.syncedAt && { syncedAt: at }) } };
};

/** Returns the changes of the templates with a content, by Twilio's current list. */
export const refreshTemplates = (templates: RecordedTemplate[], contents: ListedContent[], at: Date): Refresh[] => {
  const bySid = new Map(contents.map((content) => [content.sid, content]));
  return templates.flatMap((template) =>
    template.contentSid === undefined ? [] : [refresh(template, bySid.get(template.contentSid), at)],
  );
};

const newsOf = ({ updatedAt, approval }: RecordedTemplate) => ({ updatedAt, ...approval, checkedAt: undefined });

/** Returns whether the approval has changed since the last check. */
export const isNews = ({ before, after }: Refresh): boolean => !isDeepStrictEqual(newsOf(before), newsOf(after));

type Deps = Omit<SyncDeps, 'addTemplates' | 'writeAuditEntry'> & {
  /** Milliseconds after which what Twilio said is asked for again. */
  everyMs: number;
};

/**
 * Checks the approval of templates at Twilio, if the last check is old or a template was never checked. Returns the
 * changed ones. One worker usually checks for all.
 */
export const refreshApprovals = async (deps: Deps): Promise<Refresh[]> => {
  const since = deps.clock().getTime() - deps.everyMs;
  const templates = await deps.listTemplates();
  const isDue = templates.some(
    ({ contentSid, approval }) => contentSid !== undefined && (approval?.checkedAt.getTime() ?? 0) <= since,
  );
  if (!isDue) return [];
  const contents = await deps.listContents();
  const refreshes = refreshTemplates(templates, contents, deps.clock());
  await deps.recordRefreshes(refreshes);
  return refreshes.filter(isNews);
};
