import { z } from 'zod';
import { CampaignId, Language, TemplateName } from './identifiers.ts';

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
    by_reason: z.record(z.string(), z.int()).meta({
      description: 'Rejected rows by reason. A row with several errors counts for each of its reasons',
    }),
    ignored_columns: z.array(z.string()).meta({ description: 'Columns that are no variable of the template' }),
    languages: z.record(z.string(), z.int()).optional().meta({
      description:
        'Accepted people by the language in which they are written; absent if the campaign has one language for all',
    }),
    missing_languages: z.record(z.string(), z.int()).meta({
      description:
        'Rows of people in whose language there is no template, by that language. They get the default of the template',
    }),
    errors: z.array(RowError).meta({ description: 'Errors in rejected rows, at most 1,000' }),
    samples: z.array(z.int()).meta({
      description:
        'Lines to check before the launch: the first, the one with the longest values, one with accents, and the first of each language. See `/preview?line=`',
    }),
    rejected_csv: z.string().meta({ description: 'Path of a CSV file with all errors' }),
  })
  .meta({ id: 'ImportedRecipients' });
export type ImportedRecipients = z.infer<typeof ImportedRecipients>;

/** Reports the import of a file of people to exclude. */
export const ImportedExclusions = ImportedRecipients.omit({
  opted_out: true,
  ignored_columns: true,
  languages: true,
  missing_languages: true,
  samples: true,
})
  .extend({
    accepted: z.int().meta({ description: 'People who were added to the list' }),
    duplicates: z.int().meta({
      description: 'Rows of people who are already on the list, in any spelling of the number',
    }),
    rejected: z.int().meta({ description: 'Rows that were not imported. They exclude nobody' }),
  })
  .meta({ id: 'ImportedExclusions' });
export type ImportedExclusions = z.infer<typeof ImportedExclusions>;

const listedImport = ImportedRecipients.pick({
  import_id: true,
  accepted: true,
  duplicates: true,
  rejected: true,
  ignored_columns: true,
  rejected_csv: true,
}).extend({
  list: z.enum(['recipients', 'exclusions']).meta({ description: 'Whether its people get the campaign, or do not' }),
  at: z.iso.datetime(),
  by: z.string().meta({ description: 'Name of the key or person' }),
});

/** Lists the files of a campaign. */
export const ImportList = z
  .object({ data: z.array(listedImport).meta({ description: 'The newest first, at most 200' }) })
  .meta({ id: 'ImportList' });
export type ImportList = z.infer<typeof ImportList>;

/** Validates the ids of an import in a path. */
export const ImportPath = z.object({ id: CampaignId, importId: ImportId });

const purposes = /^(?:phone|timezone|language|ignored|variable:.+)$/s;

/** Validates a mapping: it says what the columns of a file are. */
const Columns = z
  .string()
  .max(4096)
  .transform((text, context): Record<string, string> => {
    const mapping = mappingIn(text);
    if (mapping) return mapping;
    context.addIssue({
      code: 'custom',
      message:
        'must be a JSON object of columns, each `phone`, `timezone`, `language`, `ignored` or `variable:` with a name',
      params: { reason: 'invalid_mapping' },
    });
    return z.NEVER;
  })
  .optional()
  .meta({
    description:
      'JSON object that says what each column is: `phone`, `timezone`, `language`, `ignored`, or `variable:` and the name of a variable. A column that it does not name is found by its name. Example: `{"Celular":"phone","Nome":"variable:name"}`',
    override: { type: 'string', maxLength: 4096 },
  });

const mappingIn = (text: string): Record<string, string> | undefined => {
  try {
    return z.record(z.string(), z.string().regex(purposes)).safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

const Country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be a country such as BR')
  .optional()
  .meta({ description: 'Country of numbers without a country code; default: DEFAULT_COUNTRY' });

/** Validates the query of `POST /v1/campaigns/{id}/recipients`. */
export const ImportQuery = z.strictObject({ columns: Columns, country: Country });
export type ImportQuery = z.infer<typeof ImportQuery>;

/** Validates the query of `POST /v1/imports/preview`. */
export const ImportPreviewQuery = z
  .strictObject({
    campaign: CampaignId.optional().meta({ description: 'Draft for which the file is meant. Its own values count' }),
    template: TemplateName.optional().meta({ description: 'Template without a draft, together with `language`' }),
    language: Language.optional(),
    columns: Columns,
    country: Country,
    size: z.coerce
      .number()
      .int()
      .min(0)
      .max(2 ** 40)
      .optional()
      .meta({
        description: 'Bytes of the whole file, if you send only its beginning',
        override: { type: 'integer', minimum: 0 },
      }),
  })
  .refine(
    ({ campaign, template, language }) => campaign !== undefined || (template !== undefined && language !== undefined),
    {
      message: 'is needed, or template and language',
      path: ['campaign'],
      params: { reason: 'required' },
    },
  );
export type ImportPreviewQuery = z.infer<typeof ImportPreviewQuery>;

/** Shows what the import would make of a file. Nothing of it is stored. */
export const ImportPreview = z
  .object({
    kind: z.enum(['csv', 'ndjson', 'json', 'xlsx']),
    encoding: z.string().optional().meta({ description: 'Absent for a workbook, and for a file of plain ASCII' }),
    delimiter: z.string().optional(),
    header_line: z.int().optional().meta({ description: 'Line of a table that names the columns. Absent for JSON' }),
    columns: z
      .array(
        z.object({
          name: z.string(),
          use: z.enum(['phone', 'timezone', 'language', 'variable', 'ignored']),
          variable: z.string().optional(),
          sure: z.boolean().meta({ description: 'False if the name of the column allows only a guess' }),
          examples: z.array(z.string()).meta({ description: 'At most three. What may be a phone number is masked' }),
          blank_share: z.number(),
        }),
      )
      .meta({ description: 'At most 256' }),
    missing_variables: z.array(z.string()).meta({ description: 'Variables without a column and without a value' }),
    rows: z
      .array(
        z.object({
          line: z.int(),
          cells: z.array(z.string()).meta({ description: 'In the order of the columns; phone numbers are masked' }),
          to_masked: z.string().optional(),
          country: z.string().optional(),
          language: z.string().optional().meta({ description: 'The language in which this person would be written' }),
          text: z.string().optional().meta({ description: 'The text that this person would read' }),
          segments: z.int().optional(),
          errors: z.array(RowError.omit({ line: true })),
        }),
      )
      .meta({ description: 'The first 20 good rows and the first 20 rows with errors, in the order of the file' }),
    rows_seen: z.int(),
    good: z.int(),
    bad_by_reason: z.record(z.string(), z.int()),
    rows_estimated: z.int().meta({ description: 'Rows of the whole file, estimated if only its beginning was read' }),
    file_problem: RowError.pick({ reason: true, message: true })
      .optional()
      .meta({ description: 'Why the file cannot be imported, whatever its columns are' }),
  })
  .meta({ id: 'ImportPreview' });
export type ImportPreview = z.infer<typeof ImportPreview>;
