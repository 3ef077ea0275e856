import type { ImportedExclusions, ImportedRecipients, ImportList, ImportPreview, RowError } from '@recado/contract';
import {
  explainReason,
  type ImportedAudience,
  type ImportedExclusions as StoredExclusions,
  type ListedImport,
  type PreviewedImport,
  type Rejection,
} from '@recado/messaging';

export const presentImport = (campaignId: string, imported: ImportedAudience): ImportedRecipients => ({
  ...presentExclusions(campaignId, imported),
  opted_out: imported.optedOut,
  ignored_columns: imported.ignoredColumns,
  ...(imported.languages && { languages: imported.languages }),
  missing_languages: imported.missingLanguages,
  samples: imported.samples,
});

/** Other columns than that of the number mean nothing in a file of people to exclude. */
export const presentExclusions = (campaignId: string, imported: StoredExclusions): ImportedExclusions => ({
  import_id: imported.id,
  accepted: imported.accepted,
  duplicates: imported.duplicates,
  rejected: imported.rejected,
  cleaned: imported.cleaned,
  ninth_digits_added: imported.completed,
  by_reason: imported.byReason,
  errors: imported.errors.map(presentRejection),
  rejected_csv: rejectedPath(campaignId, imported.id),
});

export const presentListedImport = (
  campaignId: string,
  { id, at, ignoredColumns, ...listed }: ListedImport,
): ImportList['data'][number] => ({
  import_id: id,
  at: at.toISOString(),
  ...listed,
  ignored_columns: ignoredColumns,
  rejected_csv: rejectedPath(campaignId, id),
});

const rejectedPath = (campaignId: string, importId: string): string =>
  `/v1/campaigns/${campaignId}/imports/${importId}/rejected.csv`;

/** A mistake in a row, with what to do about it. */
export const presentRejection = (rejection: Rejection): RowError => ({
  ...rejection,
  message: explainReason(rejection.reason),
});

export const presentImportPreview = (preview: PreviewedImport): ImportPreview => ({
  kind: preview.kind ?? 'csv',
  ...(preview.encoding !== undefined && { encoding: preview.encoding }),
  ...(preview.delimiter !== undefined && { delimiter: preview.delimiter }),
  ...(preview.headerLine !== undefined && { header_line: preview.headerLine }),
  columns: preview.columns.map(({ blankShare, ...column }) => ({ ...column, blank_share: blankShare })),
  missing_variables: preview.missingVariables,
  rows: preview.rows.map(({ to, errors, ...row }) => ({
    ...row,
    ...(to !== undefined && { to_masked: to }),
    errors: errors.map((issue) => ({ ...issue, message: explainReason(issue.reason) })),
  })),
  rows_seen: preview.rowsSeen,
  good: preview.good,
  bad_by_reason: preview.byReason,
  rows_estimated: preview.rowsEstimated,
  ...(preview.fileProblem && { file_problem: preview.fileProblem }),
});
