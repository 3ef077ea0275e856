import type { CountryCode } from 'libphonenumber-js/max';
import { v7 as uuidv7 } from 'uuid';
import type { AuditEntry, ByActor } from '../audit/audit.ts';
import { cleanRow } from '../import-files/cells.ts';
import { readNumber } from '../import-files/number.ts';
import { readRows } from '../import-files/read-rows.ts';
import { checkRows, noRows, type Checked, type FileRow, type Rejection } from '../import-files/rows.ts';
import type { AudienceImport, AudienceSum, FileSum, ImportRequest } from './import.ts';
import { countryOrDefault, findDraft, refuseChanged, throwObstacle, type PlanAudienceDeps } from './plan.ts';

/** Describes one file of people to exclude on its way into one draft. */
export type ExclusionImport = Omit<AudienceImport, 'plan'> & { campaignId: string };

/** Receives the numbers of a file, in E.164. They exclude people once the import is committed. */
export type ExclusionSink = { add: (numbers: readonly string[], rejections: readonly Rejection[]) => Promise<void> };

export type ExclusionSum = Omit<AudienceSum, 'optedOut' | 'languages'>;

type ImportExclusionsDeps = Pick<PlanAudienceDeps, 'loadCampaign'> & {
  clock: () => Date;
  defaultCountry: CountryCode;
  /**
   * Commits everything that `fill` adds, or nothing. Another request may be changing this audience, or the campaign may
   * be no draft any more.
   */
  importExclusions: (
    wanted: ExclusionImport,
    fill: (sink: ExclusionSink) => Promise<FileSum>,
  ) => Promise<ExclusionSum | 'busy' | 'changed'>;
};

export type ImportedExclusions = FileSum & ExclusionSum & { id: string; errors: Rejection[] };

/**
 * Imports a file of people who get nothing of a draft, as a whole or not at all. Only the number of a row counts. Throws
 * a Refusal for an unreadable file and for a campaign that is no draft.
 */
export const importExclusions = async (
  deps: ImportExclusionsDeps,
  { campaignId, upload, mapping = {}, country: given, ...context }: ImportRequest,
): Promise<ImportedExclusions> => {
  const country = countryOrDefault(given, deps.defaultCountry);
  await findDraft(deps, campaignId);
  const bytes = await upload.receive();
  const rows = readRows({ contentType: upload.contentType, bytes }, { variables: [], mapping }, { country });
  const at = deps.clock();
  const id = uuidv7({ msecs: at.getTime() });
  let errors: Rejection[] = [];
  let file: FileSum = noRows;
  const sum = await deps.importExclusions({ id, at, ...context, campaignId }, async (sink) => {
    const check = makeCheckRow(country);
    ({ errors, ...file } = await checkRows(rows, async (slice) => slice.map(check), sink.add));
    return file;
  });
  throwObstacle(sum);
  if (sum === 'changed') throw refuseChanged();
  return { id, ...sum, ...file, errors };
};

/** A landline may be in an audience of WhatsApp, so it may be excluded from each channel. */
const makeCheckRow = (defaultCountry: CountryCode) => {
  const rules = { defaultCountry, channel: 'whatsapp' } as const;
  return (raw: FileRow): Checked<string> => {
    if (raw.issues?.length) return { issues: raw.issues };
    const { row, wasCleaned } = cleanRow(raw);
    const number = readNumber(row, rules);
    if ('reason' in number) return { issues: [number] };
    return { item: number.e164, wasCleaned, isCompleted: number.isCompleted };
  };
};

type RemoveExclusionsDeps = Pick<PlanAudienceDeps, 'loadCampaign'> & {
  clock: () => Date;
  removeExclusions: (campaignId: string, at: Date, audit: AuditEntry) => Promise<'removed' | 'busy' | 'no-draft'>;
};

/** Takes everyone off a draft's list of excluded people. Throws a Refusal of a campaign that is no draft. */
export const removeExclusions = async (
  deps: RemoveExclusionsDeps,
  campaignId: string,
  { actor }: ByActor,
): Promise<void> => {
  await findDraft(deps, campaignId);
  const at = deps.clock();
  const audit = { at, actor, action: 'campaign.exclusions_removed', object: `campaigns/${campaignId}` };
  throwObstacle(await deps.removeExclusions(campaignId, at, audit));
};
