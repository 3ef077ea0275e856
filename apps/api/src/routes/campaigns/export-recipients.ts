import { ExportRecipients } from '@recado/contract';
import { findCampaign, ledgerOf, type LedgerDeps, type LedgerEntry } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { noteReveal, type RevealDeps } from '../../auth/note-reveal.ts';
import { viewOf } from '../../auth/view-of.ts';
import { csvPage } from '../../csv/csv-page.ts';
import { sendCsv } from '../../csv/send-csv.ts';
import { parse } from '../../http/parse.ts';
import type { View } from '../../present/message.ts';
import { ledgerColumns, presentLedgerEntry } from '../../present/present-ledger-entry.ts';
import { campaignIdOf } from './campaign-id-of.ts';

type Deps = LedgerDeps & Parameters<typeof findCampaign>[0] & RevealDeps;

async function* linesOf(pages: AsyncIterable<LedgerEntry[]>, view: View) {
  yield csvPage([ledgerColumns]);
  for await (const page of pages) yield csvPage(page.map((entry) => presentLedgerEntry(entry, view)));
}

/** Everyone of the audience with what became of the message to them: a page is read when the one before it is taken. */
export const exportRecipients =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const { status } = parse(ExportRecipients, request.query);
    const { recipients } = await findCampaign(deps, id);
    // Of at most so many: they are read while they are shown.
    if (request.method === 'GET') await noteReveal(deps, response, `campaigns/${id}/recipients.csv`, recipients);
    const pieces = linesOf(ledgerOf(deps, id, status), viewOf(response));
    await sendCsv(response, { name: `campaign-${id}.csv`, pieces });
  };
