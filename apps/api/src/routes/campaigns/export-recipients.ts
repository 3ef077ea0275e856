import { ExportRecipients } from '@recado/contract';
import { findCampaign, ledgerOf, type LedgerDeps, type LedgerEntry } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { noteReveal, type RevealDeps } from '../../auth/note-reveal.ts';
import { viewOf } from '../../auth/view-of.ts';
import { csvPage } from '../../csv/csv-page.ts';
import { parse } from '../../http/parse.ts';
import { ledgerColumns, presentLedgerEntry } from '../../present/present-ledger-entry.ts';
import type { View } from '../../present/present-message.ts';
import { campaignIdOf } from './campaign-id-of.ts';

type Deps = LedgerDeps & Parameters<typeof findCampaign>[0] & RevealDeps;

async function* linesOf(pages: AsyncIterable<LedgerEntry[]>, view: View) {
  yield csvPage([ledgerColumns]);
  for await (const page of pages) yield csvPage(page.map((entry) => presentLedgerEntry(entry, view)));
}

const isGone = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

/** Everyone of the audience with what became of the message to them: a page is read when the one before it is taken. */
export const exportRecipients =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const { status } = parse(ExportRecipients, request.query);
    const { recipients } = await findCampaign(deps, id);
    response.attachment(`campaign-${id}.csv`).type('text/csv; charset=utf-8');
    if (request.method === 'HEAD') return void response.end();
    // Of at most so many: they are read while they are shown.
    await noteReveal(deps, response, `campaigns/${id}/recipients.csv`, recipients);
    try {
      await pipeline(Readable.from(linesOf(ledgerOf(deps, id, status), viewOf(response))), response);
    } catch (error) {
      // Whoever asked went away.
      if (!isGone(error)) throw error;
    }
  };
