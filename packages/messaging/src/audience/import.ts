import type { CountryCode } from 'libphonenumber-js/max';
import { v7 as uuidv7 } from 'uuid';
import { readRows, type Upload } from '../import-files/read-rows.ts';
import type { Rejection } from '../import-files/rows.ts';
import { checkRows } from './check-rows.ts';
import { makeDraftRecipient, variablesInPlan, type DraftedRecipient } from './draft-recipient.ts';
import { planAudience } from './plan-audience.ts';
import type { AudiencePlan } from './recipient-row.ts';

/** One file on its way into one campaign. */
export type AudienceImport = { id: string; at: Date; by: string; byId?: string | undefined; plan: AudiencePlan };

/** What takes in an import's rows. What it gives is not there before the import is committed. */
export type AudienceSink = {
  /** Of the same person twice the first is kept, also of one who is there already. */
  add: (recipients: readonly DraftedRecipient[], rejections: readonly Rejection[]) => Promise<void>;
};

/** `cleaned`: rows that were taken without what nobody sees in them. */
export type FileSum = { rejected: number; cleaned: number; ignoredColumns: string[] };
export type AudienceSum = { accepted: number; duplicates: number; optedOut: number };

type Deps = Parameters<typeof planAudience>[0] & {
  clock: () => Date;
  defaultCountry: CountryCode;
  /** Commits all that `fill` hands over, or nothing of it. Throws a Refusal when the audience is not to be changed now. */
  importInto: (wanted: AudienceImport, fill: (sink: AudienceSink) => Promise<FileSum>) => Promise<AudienceSum>;
};

export type ImportedAudience = FileSum & AudienceSum & { id: string; errors: Rejection[] };

/**
 * Takes a file of recipients into a draft, all of it or nothing: each row is checked, rejected with its reasons or added;
 * a person who is there already stays as they are, so the same file may be sent again. Throws a Refusal of a file
 * that cannot be read, and of a campaign that is no draft.
 */
export const importAudience = async (
  deps: Deps,
  { campaignId, upload, ...asked }: { campaignId: string; upload: Upload } & Pick<AudienceImport, 'by' | 'byId'>,
): Promise<ImportedAudience> => {
  const { clock, defaultCountry } = deps;
  const plan = await planAudience(deps, campaignId);
  const rows = readRows(upload, variablesInPlan(plan));
  const draft = makeDraftRecipient(plan, defaultCountry);
  const at = clock();
  const id = uuidv7({ msecs: at.getTime() });
  let errors: Rejection[] = [];
  let file: FileSum = { rejected: 0, cleaned: 0, ignoredColumns: [] };
  const audience = await deps.importInto({ id, at, ...asked, plan }, async (sink) => {
    ({ errors, ...file } = await checkRows(rows, draft, sink.add));
    return file;
  });
  return { id, ...audience, ...file, errors };
};
