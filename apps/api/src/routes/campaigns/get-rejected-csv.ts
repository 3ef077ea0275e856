import { ImportPath } from '@recado/contract';
import { Refusal, type Rejection } from '@recado/messaging';
import { stringify } from 'csv-stringify';
import type { RequestHandler } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

type Deps = {
  hasImport: (campaignId: string, importId: string) => Promise<boolean>;
  /** From behind a line on; empty after the last. */
  findRejections: (importId: string, after: number) => Promise<Rejection[]>;
};

async function* allRejections({ findRejections }: Deps, importId: string): AsyncGenerator<Rejection> {
  let page = await findRejections(importId, 0);
  for (let last = page.at(-1); last; last = page.at(-1)) {
    yield* page;
    page = await findRejections(importId, last.line);
  }
}

/** Every mistake in the rows of a file, for a spreadsheet: it must not take the name of a column for a formula. */
export const getRejectedCsv =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const named = ImportPath.safeParse(request.params);
    if (!named.success || !(await deps.hasImport(named.data.id, named.data.importId)))
      throw new Refusal('not-found', 'There is no such import');
    response.type('text/csv').attachment('rejected.csv');
    const columns = ['line', 'field', 'reason'];
    const csv = stringify({ header: true, columns, bom: true, escape_formulas: true });
    await pipeline(Readable.from(allRejections(deps, named.data.importId)), csv, response);
  };
