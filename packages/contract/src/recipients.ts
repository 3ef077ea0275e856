import { z } from 'zod';
import { CampaignId } from './identifiers.ts';

const ImportId = z.uuid().meta({ description: 'Id of the import of one file' });

/** Reports an error in a row of a recipient file. It never quotes the value. */
export const RowError = z
  .object({
    line: z.int().meta({ description: 'First line of the row, from 1; in a JSON array, the number of the element' }),
    field: z
      .string()
      .meta({ description: 'Name of the column or variable. Empty if the error concerns the whole row' }),
    reason: z.string().meta({ description: 'Stable code, for example `invalid_number` or `required`' }),
    message: z.string().meta({ description: 'Explanation for people, with a remedy. The text may change' }),
  })
  .meta({ id: 'RowError' });
export type RowError = z.infer<typeof RowError>;

/** Reports the import of a recipient file. */
export const ImportedRecipients = z
  .object({
    import_id: ImportId,
    accepted: z.int().meta({ description: 'People who were added to the audience' }),
    duplicates: z
      .int()
      .meta({ description: 'Rows of people who are already in the audience, in any spelling of the number' }),
    rejected: z.int().meta({ description: 'Rows that were not imported' }),
    cleaned: z.int().meta({
      description:
        'Rows that were imported after invisible characters were removed: control characters, direction marks, zero-width spaces',
    }),
    ninth_digits_added: z.int().meta({
      description: 'Brazilian mobile numbers to which Recado added the missing ninth digit',
    }),
    opted_out: z.int().meta({ description: 'Accepted recipients who opted out; they are excluded' }),
    ignored_columns: z.array(z.string()).meta({ description: 'Columns that are no variable of the template' }),
    errors: z.array(RowError).meta({ description: 'Errors in rejected rows, at most 1,000' }),
    samples: z.array(z.int()).meta({
      description:
        'Lines to check before the launch: the first, the one with the longest values, and one with accents. See `/preview?line=`',
    }),
    rejected_csv: z.string().meta({ description: 'Path of a CSV file with all errors' }),
  })
  .meta({ id: 'ImportedRecipients' });
export type ImportedRecipients = z.infer<typeof ImportedRecipients>;

/** Validates the ids of an import in a path. */
export const ImportPath = z.object({ id: CampaignId, importId: ImportId });
