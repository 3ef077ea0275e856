import type { CountryCode } from 'libphonenumber-js/max';
import { v7 as uuidv7 } from 'uuid';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import type { RecordedCampaign } from '../campaigns/campaign.ts';
import type { ColumnMapping } from '../import-files/columns.ts';
import { readRows, type Upload } from '../import-files/read-rows.ts';
import { checkRows, noRows, type Rejection } from '../import-files/rows.ts';
import type { ContactLanguages } from '../messages/contact-language.ts';
import { countryOrDefault, findDraft, planAudience, refuseChanged, throwObstacle } from './plan.ts';
import { columnsInPlan, requiredInPlan, type AudiencePlan, type DraftedRecipient } from './recipient-content.ts';
import { makeCheckRecipientRows } from './recipient-row.ts';

/** Describes one file on its way into one campaign. */
export type AudienceImport = { id: string; at: Date; by: string; byId?: string | undefined; plan: AudiencePlan };

/** Receives an import's rows. They are visible only after the import is committed. */
export type AudienceSink = {
  /** The first row of a person is used; a person who is already in the audience stays as they are. */
  add: (recipients: readonly DraftedRecipient[], rejections: readonly Rejection[]) => Promise<void>;
};

/** `cleaned`: rows imported without their hidden characters. `completed`: numbers that were given a ninth digit. */
export type FileSum = {
  rejected: number;
  cleaned: number;
  completed: number;
  /** Counts rejected rows. A row with several faults counts for each reason. */
  byReason: Record<string, number>;
  ignoredColumns: string[];
};
export type AudienceSum = {
  accepted: number;
  duplicates: number;
  optedOut: number;
  /** Accepted people by the language in which they are written, if it is chosen for each of them. */
  languages?: Record<string, number>;
};

type ImportAudienceDeps = Parameters<typeof planAudience>[0] & {
  clock: () => Date;
  defaultCountry: CountryCode;
  contactLanguages?: ContactLanguages;
  /**
   * Commits everything that `fill` adds, or nothing. Another request may be changing this audience, or the campaign may
   * have changed since it was planned.
   */
  importInto: (
    wanted: AudienceImport,
    fill: (sink: AudienceSink) => Promise<FileSum>,
  ) => Promise<AudienceSum | 'busy' | 'changed'>;
};

/**
 * `samples`: lines whose texts are worth a look before the launch. `missingLanguages`: rows of people in whose language there
 * is no template, by language.
 */
export type ImportedAudience = FileSum &
  AudienceSum & { id: string; samples: number[]; missingLanguages: Record<string, number>; errors: Rejection[] };

/** A file that was imported into a campaign. */
export type ListedImport = Pick<AudienceImport, 'id' | 'at' | 'by'> &
  Pick<FileSum, 'rejected' | 'ignoredColumns'> &
  Pick<AudienceSum, 'accepted' | 'duplicates'> & { list: 'recipients' | 'exclusions' };

/** `country`: of numbers without one, if it is not the default country. */
export type ImportRequest = Pick<AudienceImport, 'by' | 'byId'> & {
  campaignId: string;
  upload: Upload;
  mapping?: ColumnMapping | undefined;
  country?: string | undefined;
};

/**
 * Imports a file of recipients into a draft, as a whole or not at all. Each row is checked, and is then added or
 * rejected with its reasons. A person who is already there stays as they are, so the same file may be sent again.
 * Throws a Refusal for an unreadable file and for a campaign that is no draft.
 */
export const importAudience = async (
  deps: ImportAudienceDeps,
  { campaignId, upload, mapping = {}, country: given, ...context }: ImportRequest,
): Promise<ImportedAudience> => {
  const { clock, defaultCountry, contactLanguages } = deps;
  const country = countryOrDefault(given, defaultCountry);
  const plan = await planAudience(deps, campaignId);
  const rows = readRows(
    { contentType: upload.contentType, bytes: await upload.receive() },
    { ...columnsInPlan(plan), required: requiredInPlan(plan), mapping },
    { country },
  );
  const check = makeCheckRecipientRows(plan, country, contactLanguages);
  const samples = makeSamples();
  const missing = new Map<string, number>();
  const checkAndSee: typeof check = async (slice) => {
    const checked = await check(slice);
    for (const each of checked) {
      if (!('item' in each)) continue;
      samples.see(each.item);
      const { missingLanguage } = each.item;
      if (missingLanguage !== undefined) missing.set(missingLanguage, (missing.get(missingLanguage) ?? 0) + 1);
    }
    return checked;
  };
  const at = clock();
  const id = uuidv7({ msecs: at.getTime() });
  let errors: Rejection[] = [];
  let file: FileSum = noRows;
  const audience = await deps.importInto({ id, at, ...context, plan }, async (sink) => {
    ({ errors, ...file } = await checkRows(rows, checkAndSee, sink.add));
    return file;
  });
  throwObstacle(audience);
  if (audience === 'changed') throw refuseChanged();
  const missingLanguages = Object.fromEntries(missing);
  return { id, ...audience, ...file, samples: samples.lines(), missingLanguages, errors };
};

type EmptyAudienceDeps = {
  clock: () => Date;
  loadCampaign: (id: string) => Promise<RecordedCampaign | undefined>;
  emptyAudience: (campaignId: string, at: Date, audit: AuditEntry) => Promise<'emptied' | 'busy' | 'no-draft'>;
};

/** Takes everyone out of a draft's audience. Throws a Refusal of a campaign that is no draft. */
export const emptyAudience = async (deps: EmptyAudienceDeps, campaignId: string, { actor }: ByActor): Promise<void> => {
  await findDraft(deps, campaignId);
  const at = deps.clock();
  const object = `campaigns/${campaignId}`;
  const audit = { at, actor, action: 'campaign.recipients_removed', object };
  throwObstacle(await deps.emptyAudience(campaignId, at, audit));
};

type DeleteDraftDeps = {
  clock: () => Date;
  loadCampaign: (id: string) => Promise<RecordedCampaign | undefined>;
  deleteDraft: (campaignId: string, at: Date, audit: AuditEntry) => Promise<'deleted' | 'busy' | 'no-draft'>;
};

/** Deletes a draft and its audience. Throws a Refusal of a campaign that is no draft. */
export const deleteDraft = async (deps: DeleteDraftDeps, campaignId: string, { actor }: ByActor): Promise<void> => {
  await findDraft(deps, campaignId);
  const at = deps.clock();
  const audit = { at, actor, action: 'campaign.deleted', object: `campaigns/${campaignId}` };
  throwObstacle(await deps.deleteDraft(campaignId, at, audit));
};

/**
 * Finds recipients whose text should be checked before sending, and returns their lines. They are the first, the longest
 * values, the first with letters beyond ASCII, and the first in each language.
 */
export const makeSamples = () => {
  let first: number | undefined;
  let accented: number | undefined;
  let longest: { line: number; length: number } | undefined;
  const languages = new Map<string, number>();
  return {
    see: ({ line, content }: DraftedRecipient): void => {
      if (content.kind === 'template' && !languages.has(content.language)) languages.set(content.language, line);
      const text = content.kind === 'template' ? Object.values(content.variables).join(' ') : content.body;
      first ??= line;
      if (!longest || text.length > longest.length) longest = { line, length: text.length };
      if (accented === undefined && beyondAscii.test(text)) accented = line;
    },
    lines: (): number[] =>
      [...new Set([first, longest?.line, accented, ...languages.values()])].filter((line) => line !== undefined),
  };
};

const beyondAscii = /[^\0-\x7f]/;
