import type { ImportedRecipients } from '@recado/contract';
import type { ImportedAudience } from '@recado/messaging';

export const presentImport = (campaignId: string, imported: ImportedAudience): ImportedRecipients => ({
  import_id: imported.id,
  accepted: imported.accepted,
  duplicates: imported.duplicates,
  rejected: imported.rejected,
  cleaned: imported.cleaned,
  opted_out: imported.optedOut,
  ignored_columns: imported.ignoredColumns,
  errors: imported.errors,
  rejected_csv: `/v1/campaigns/${campaignId}/imports/${imported.id}/rejected.csv`,
});
