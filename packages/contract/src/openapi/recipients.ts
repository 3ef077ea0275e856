import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { ImportedRecipients, ImportPath } from '../recipients.ts';
import { campaignId, idempotencyKey } from './parameters.ts';
import { guarded, json, withBody } from './shared.ts';

const tags = ['Campaigns'];

const importId = '019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d93';
const imported: ImportedRecipients = {
  import_id: importId,
  accepted: 99_871,
  duplicates: 112,
  rejected: 17,
  cleaned: 3,
  opted_out: 640,
  ignored_columns: ['cidade'],
  errors: [{ line: 48, field: 'telefone', reason: 'impossible_number' }],
  rejected_csv: `/v1/campaigns/019a1c5e-7c4f-7b3a-9d2e-3f6a5b4c8d92/imports/${importId}/rejected.csv`,
};

const aText = (example: string) => ({ schema: z.string(), example });

export const recipientPaths: ZodOpenApiPathsObject = {
  '/v1/campaigns/{id}/recipients': {
    post: {
      operationId: 'addRecipients',
      tags,
      summary: 'Add a file of recipients to a draft',
      description:
        'Scope `campaigns:write`. Streamed, of any length; all that is good in it is taken in at once, or nothing if it breaks off: then send it again. ' +
        'A person is in an audience once: who is there already stays with their first row. ' +
        'CSV has a header in its first line, `,`, `;` or tab between fields, and is UTF-8 or Latin-1. One column is the number: `phone`, `telefone`, `celular`, `to`, `whatsapp`, …; ' +
        'the others are variables by their names. A column `timezone` or `fuso` is the person’s own time zone. A Brazilian mobile number without its ninth digit is given it.',
      requestParams: { path: campaignId, header: idempotencyKey },
      requestBody: {
        required: true,
        content: {
          'text/csv': aText('telefone;nome;desconto\n11987654321;Maria;10%\n'),
          'application/x-ndjson': aText('{"to":"+5511987654321","variables":{"nome":"Maria"}}\n'),
          'application/json': aText('[{"to":"+5511987654321","nome":"Maria"}]'),
        },
      },
      responses: {
        ...guarded('not-found', 'conflict', 'request-timeout', ...withBody),
        '200': json('What became of the rows', ImportedRecipients, imported),
      },
    },
    delete: {
      operationId: 'removeRecipients',
      tags,
      summary: 'Take everyone out of a draft',
      description: 'Scope `campaigns:write`.',
      requestParams: { path: campaignId },
      responses: { ...guarded('not-found', 'conflict'), '204': { description: 'The audience is empty' } },
    },
  },
  '/v1/campaigns/{id}/imports/{importId}/rejected.csv': {
    get: {
      operationId: 'downloadRejected',
      tags,
      summary: 'Download what is wrong with the rejected rows of a file',
      description: 'Scope `campaigns:write`. Line, field and reason of each mistake; no value is in it.',
      requestParams: { path: ImportPath },
      responses: {
        ...guarded('not-found'),
        '200': {
          description: 'All of them, in the order of the file',
          content: { 'text/csv': aText('line,field,reason\n48,telefone,impossible_number\n') },
        },
      },
    },
  },
};
