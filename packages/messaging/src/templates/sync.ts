import type { SyncedTemplates } from '@recado/contract';
import type { ListedContent } from './listed-content.ts';
import { draftTemplate } from './listed-template.ts';
import { isNews, refreshTemplates, type Refresh } from './refresh-templates.ts';
import type { RecordedTemplate } from './template.ts';

export type SyncDeps = {
  clock: () => Date;
  /** All contents of the account. Throws a Refusal when Twilio cannot be asked. */
  listContents: () => Promise<ListedContent[]>;
  listTemplates: () => Promise<RecordedTemplate[]>;
  /** Adds those whose name and language nobody has. Gives how many it added. */
  addTemplates: (templates: RecordedTemplate[]) => Promise<number>;
  /** Records those that nobody has changed meanwhile. */
  recordRefreshes: (refreshes: Refresh[]) => Promise<void>;
};

type Skipped = SyncedTemplates['skipped'];

/** Of two contents of one name, the one that WhatsApp approved. */
const approvedFirst = (contents: ListedContent[]): ListedContent[] =>
  contents.toSorted((a, b) => Number(b.status === 'approved') - Number(a.status === 'approved'));

const keyOf = ({ name, language }: RecordedTemplate) => `${name} (${language})`;

/** The templates to be made of contents that none has. Those of one name are kept in order by their times. */
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

/**
 * Takes over from Twilio what is not there yet, and notes what it says of what is. A text that somebody PUT stays. May be
 * repeated, also by many at once.
 */
export const syncTemplates = async (deps: SyncDeps): Promise<SyncedTemplates> => {
  const contents = await deps.listContents();
  const templates = await deps.listTemplates();
  const at = deps.clock();
  const refreshes = refreshTemplates(templates, contents, at);
  const { drafts, skipped } = draftNew(templates, contents, at);
  await deps.recordRefreshes(refreshes);
  const created = await deps.addTemplates(drafts);
  const updated = refreshes.filter(isNews).length;
  return {
    created,
    updated,
    unchanged: refreshes.length - updated,
    recategorized: recategorizedOf(refreshes),
    skipped,
  };
};
