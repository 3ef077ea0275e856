import { z } from 'zod';
import type { ZodOpenApiPathsObject, ZodOpenApiRequestBodyObject } from 'zod-openapi';
import { ListRecipients, RecipientPage } from '../campaign-progress.ts';
import {
  ImportedExclusions,
  ImportedRecipients,
  ImportList,
  ImportPath,
  ImportPreview,
  ImportPreviewQuery,
  ImportQuery,
} from '../recipients.ts';
import { campaignId, guarded, idempotencyKey, json, withBody } from './shared.ts';

const tags = ['Campaigns'];

const recipients: RecipientPage = {
  data: [
    {
      id: '019a1c5e-7a00-7000-8000-000000000001',
      line: 2,
      to: '+55119****5432',
      status: 'undelivered',
      language: 'pt_BR',
      error: { code: 63024, meaning: 'Invalid message recipient' },
      sent_at: '2026-11-27T12:00:01.000Z',
      cost: { amount: '0.0675', currency: 'USD' },
    },
  ],
  next_cursor: null,
};

const importId = '019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d93';
const imported: ImportedRecipients = {
  import_id: importId,
  accepted: 99_871,
  duplicates: 112,
  rejected: 17,
  cleaned: 3,
  ninth_digits_added: 41,
  opted_out: 640,
  by_reason: { impossible_number: 17 },
  ignored_columns: ['cidade'],
  languages: { pt_BR: 940, en: 10 },
  missing_languages: { fr: 2 },
  errors: [
    {
      line: 48,
      field: 'telefone',
      reason: 'impossible_number',
      message: 'has too few or too many digits for its country: check the number',
    },
  ],
  samples: [2, 871, 14],
  rejected_csv: `/v1/campaigns/019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d92/imports/${importId}/rejected.csv`,
};

const {
  opted_out: _optedOut,
  ignored_columns: _ignored,
  languages: _languages,
  missing_languages: _missing,
  samples: _samples,
  ...importedExclusions
} = imported;

const imports: ImportList = {
  data: [
    {
      import_id: importId,
      list: 'recipients',
      at: '2026-11-27T11:40:00.000Z',
      by: 'Ana Souza',
      accepted: imported.accepted,
      duplicates: imported.duplicates,
      rejected: imported.rejected,
      ignored_columns: imported.ignored_columns,
      rejected_csv: imported.rejected_csv,
    },
  ],
};

const aText = (example: string) => ({ schema: z.string(), example });

const fileBody: ZodOpenApiRequestBodyObject = {
  required: true,
  content: {
    'text/csv': aText('telefone;nome;desconto\n11987654321;Maria;10%\n'),
    'application/x-ndjson': aText('{"to":"+5511987654321","variables":{"nome":"Maria"}}\n'),
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
      schema: z.string().meta({ format: 'binary' }),
    },
    'application/json': aText('[{"to":"+5511987654321","nome":"Maria"}]'),
  },
};

const importPreview: ImportPreview = {
  kind: 'csv',
  encoding: 'windows-1252',
  delimiter: ';',
  header_line: 1,
  columns: [
    { name: 'Celular', use: 'phone', sure: true, examples: ['(11) *****-**21'], blank_share: 0 },
    { name: 'Desc. (%)', use: 'ignored', sure: true, examples: ['15'], blank_share: 0 },
  ],
  missing_variables: ['discount'],
  rows: [
    {
      line: 18,
      cells: ['1198*****', '15'],
      errors: [{ field: 'discount', reason: 'required', message: 'is empty: fill it in' }],
    },
  ],
  rows_seen: 1,
  good: 0,
  bad_by_reason: { required: 1 },
  rows_estimated: 1,
};

export const recipientPaths: ZodOpenApiPathsObject = {
  '/v1/imports/preview': {
    post: {
      operationId: 'previewImport',
      tags,
      summary: 'Show what an import would make of a file',
      description:
        'Scope `campaigns:write`. Reads the file as the import does and stores nothing. Of a text file, Recado reads the first MiB, so you may send only that, with the `size` of the whole. Send a workbook as a whole. With `columns` you say what the columns are, and see the result before the import.',
      requestParams: { query: ImportPreviewQuery },
      requestBody: fileBody,
      responses: {
        ...guarded('not-found', 'conflict', 'request-timeout', ...withBody),
        '200': json('The columns, the first rows and their errors', ImportPreview, importPreview),
      },
    },
  },
  '/v1/campaigns/{id}/recipients': {
    get: {
      operationId: 'listRecipients',
      tags,
      summary: 'List recipients and the status of their messages',
      description:
        'Scope `messages:read`. Recipients in the order of the export. A filter reads the audience for at most 200 ms. ' +
        'A page may then have fewer entries, even none, while `next_cursor` leads to the rest. The status `pending` means that the person has no message yet.',
      requestParams: { path: campaignId, query: ListRecipients },
      responses: {
        ...guarded('not-found', 'invalid-request'),
        '200': json('The recipients', RecipientPage, recipients),
      },
    },
    post: {
      operationId: 'addRecipients',
      tags,
      summary: 'Add a file of recipients to a draft',
      description:
        'Scope `campaigns:write`. The file may have up to 1 GiB. All valid rows are imported together once it has arrived; if the upload breaks off, nothing is imported: send the file again. ' +
        'Each 30 KiB must arrive within 30 seconds (408). A key can send four files to an API process at the same time (429). ' +
        'A person is in an audience once, with the first row. ' +
        'For an .xlsx workbook, Recado reads the first visible sheet, with the values that its cells show. CSV has a header in the first line, or below at most ten lines with fewer cells and no phone number, and `,`, `;`, `|` or tab between fields. UTF-8, UTF-16, Windows-1252, code page 850 and MacRoman are recognized. ' +
        'One column is the number, found by its name in Portuguese, Spanish or English: `phone`, `Número do WhatsApp`, `Teléfono móvil`, …; ' +
        'the others are variables by their names. A file without a column for a variable is refused. Spreadsheet errors, `NULL`, formulas and placeholders of other programs are rejected. ' +
        'For marketing, a row is rejected if one of its columns says that the person refused or unsubscribed. A column `timezone` or `fuso` sets the time zone of the person. A column `language` or `idioma` sets the language, unless the campaign names one for all. Recado adds the ninth digit to a Brazilian mobile number without it.',
      requestParams: { path: campaignId, query: ImportQuery, header: idempotencyKey },
      requestBody: fileBody,
      responses: {
        ...guarded('not-found', 'conflict', 'request-timeout', ...withBody),
        '200': json('Result for each row', ImportedRecipients, imported),
      },
    },
    delete: {
      operationId: 'removeRecipients',
      tags,
      summary: 'Remove all recipients from a draft',
      description: 'Scope `campaigns:write`.',
      requestParams: { path: campaignId },
      responses: { ...guarded('not-found', 'conflict'), '204': { description: 'The audience is empty' } },
    },
  },
  '/v1/campaigns/{id}/exclusions': {
    post: {
      operationId: 'addExclusions',
      tags,
      summary: 'Exclude the people of a file from a draft',
      description:
        'Scope `campaigns:write`. These people get nothing of the campaign; the reason is `excluded`. It does not matter if the recipients are imported before or after. ' +
        'Recado reads the file as it reads a file of recipients, with the same limits, and uses only the column of the number. It stores an index of each number and no number. ' +
        'A rejected row excludes nobody: correct it and send the file again.',
      requestParams: { path: campaignId, query: ImportQuery, header: idempotencyKey },
      requestBody: fileBody,
      responses: {
        ...guarded('not-found', 'conflict', 'request-timeout', ...withBody),
        '200': json('Result for each row', ImportedExclusions, importedExclusions),
      },
    },
    delete: {
      operationId: 'removeExclusions',
      tags,
      summary: 'Remove all people of files from the list of a draft',
      description: 'Scope `campaigns:write`. Campaigns that `exclude` names stay excluded.',
      requestParams: { path: campaignId },
      responses: { ...guarded('not-found', 'conflict'), '204': { description: 'The list is empty' } },
    },
  },
  '/v1/campaigns/{id}/imports': {
    get: {
      operationId: 'listImports',
      tags,
      summary: 'List the files that were imported into a campaign',
      description:
        'Scope `messages:read`. Files of recipients and of exclusions. A file stays in the list when its people are removed.',
      requestParams: { path: campaignId },
      responses: { ...guarded('not-found'), '200': json('The files', ImportList, imports) },
    },
  },
  '/v1/campaigns/{id}/imports/{importId}/rejected.csv': {
    get: {
      operationId: 'downloadRejected',
      tags,
      summary: 'Download the errors in the rejected rows of a file',
      description: 'Scope `campaigns:write`. Returns line, field and reason of each error, without values.',
      requestParams: { path: ImportPath },
      responses: {
        ...guarded('not-found'),
        '200': {
          description: 'All errors, in the order of the file',
          content: { 'text/csv': aText('line,field,reason\n48,telefone,impossible_number\n') },
        },
      },
    },
  },
};
