import { ImportConsents, type ImportedConsents } from '@recado/contract';
import { importConsents as takeIn } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { auditEntry, noting, type Noted } from '../../auth/audit.ts';
import { callerOf } from '../../auth/caller.ts';
import { parse } from '../../http/parse.ts';
import { takeUpload } from '../../http/take-upload.ts';

type Deps = Noted<Parameters<typeof takeIn>[0], 'importConsents'>;

const files = [
  'text/csv',
  'application/csv',
  'text/tab-separated-values',
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
];

/** Takes a file of consents while it arrives; one consent in JSON is left to the next handler. */
export const importConsents =
  (deps: Deps): RequestHandler =>
  async (request, response, next) => {
    if (!request.is(files)) return next();
    await takeUpload(request, response, async (upload) => {
      const defaults = parse(ImportConsents, request.query);
      const audit = auditEntry(deps, response, { action: 'consents.imported', object: 'consents' });
      const noted = { ...deps, importConsents: noting(deps.importConsents, audit) };
      const imported = await takeIn(noted, { upload, defaults, by: callerOf(response).name });
      const { accepted, duplicates, rejected, cleaned, ignoredColumns, errors } = imported;
      const answer: ImportedConsents = {
        accepted,
        duplicates,
        rejected,
        cleaned,
        ignored_columns: ignoredColumns,
        errors,
      };
      response.json(answer);
    });
  };
