import { ImportPath } from '@recado/contract';
import { Refusal, type Rejection } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { csvPage } from '../../csv/csv-page.ts';
import { sendCsv } from '../../csv/send-csv.ts';

type Deps = {
  hasImport: (campaignId: string, importId: string) => Promise<boolean>;
  /** From behind a line on; empty after the last. */
  findRejections: (importId: string, after: number) => Promise<Rejection[]>;
};

/** It begins with a byte order mark: without one a spreadsheet reads UTF-8 as Latin-1. */
async function* linesOf({ findRejections }: Deps, importId: string): AsyncGenerator<string> {
  yield `\uFEFF${csvPage([['line', 'field', 'reason']])}`;
  let page = await findRejections(importId, 0);
  for (let last = page.at(-1); last; last = page.at(-1)) {
    yield csvPage(page.map(({ line, field, reason }) => [line, field, reason]));
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
    await sendCsv(response, { name: 'rejected.csv', pieces: linesOf(deps, named.data.importId) });
  };
