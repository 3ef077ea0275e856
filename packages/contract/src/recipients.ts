import { z } from 'zod';
import { CampaignId } from './identifiers.ts';

const ImportId = z.uuid().meta({ description: 'Id of the import of one file' });

/** A mistake in a row of a file of recipients. It never quotes the value. */
export const RowError = z
  .object({
    line: z.int().meta({ description: 'Where the row begins, from 1; in a JSON array the number of the element' }),
    field: z.string().meta({ description: 'The name of the column or of the variable. Empty for the whole row' }),
    reason: z.string().meta({ description: 'A stable code, as `invalid_number` or `required`' }),
    message: z.string().meta({ description: 'The same in words, with what to do. It may change' }),
  })
  .meta({ id: 'RowError' });
export type RowError = z.infer<typeof RowError>;

/** What became of a file of recipients. */
export const ImportedRecipients = z
  .object({
    import_id: ImportId,
    accepted: z.int().meta({ description: 'People who are new in the audience' }),
    duplicates: z.int().meta({ description: 'Rows of people who were there already, however their number is spelled' }),
    rejected: z.int().meta({ description: 'Rows that were not taken' }),
    cleaned: z.int().meta({
      description:
        'Rows that were taken without what nobody sees in them: control characters, marks of direction, spaces of no width',
    }),
    ninth_digits_added: z.int().meta({
      description: 'Brazilian mobile numbers of old lists that were given their ninth digit',
    }),
    opted_out: z.int().meta({ description: 'Accepted recipients who opted out; they are excluded' }),
    ignored_columns: z.array(z.string()).meta({ description: 'Columns that the template does not know' }),
    errors: z.array(RowError).meta({ description: 'Errors in rejected rows, at most 1,000' }),
    samples: z.array(z.int()).meta({
      description:
        'Lines whose texts are worth a look before the launch: the first, the one with the longest values, and one with accents. See `/preview?line=`',
    }),
    rejected_csv: z.string().meta({ description: 'Where all mistakes can be downloaded' }),
  })
  .meta({ id: 'ImportedRecipients' });
export type ImportedRecipients = z.infer<typeof ImportedRecipients>;

/** What names an import in a path. */
export const ImportPath = z.object({ id: CampaignId, importId: ImportId });
