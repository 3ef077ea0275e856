import {
  ExportRecipients,
  ImportPath,
  ImportPreviewQuery,
  ImportQuery,
  ListRecipients,
  type ImportList,
  type RecipientPage,
} from '@recado/contract';
import {
  deleteDraft,
  emptyAudience,
  explainReason,
  findCampaign,
  importAudience,
  importExclusions,
  listRecipients,
  previewImport,
  recipientReport,
  Refusal,
  removeExclusions,
  type ListedImport,
  type RecipientReportDeps,
  type RecipientReportRow,
  type Rejection,
} from '@recado/messaging';
import type { Request, RequestHandler, Response } from 'express';
import { writeReveal, writeRevealEntry, type RevealDeps } from '../../auth/audit.ts';
import { actorOf, callerOf, may, viewOf, type View } from '../../auth/caller.ts';
import { checkSudo, sessionOf, type SudoDeps } from '../../auth/sessions.ts';
import { parse } from '../../http/parse.ts';
import { csvFile, csvPage, sendCsv } from '../../http/stream.ts';
import type { TakeUpload } from '../../http/upload.ts';
import { presentExclusions, presentImport, presentImportPreview, presentListedImport } from '../../present/import.ts';
import { presentRecipient, presentReportRow, reportColumns } from '../../present/recipient.ts';
import { requestContextOf, campaignIdOf } from './campaigns.ts';

type PostRecipientsDeps = Parameters<typeof importAudience>[0] & { takeUpload: TakeUpload };

/**
 * Imports a file into a draft's audience once all of it is here. An Idempotency-Key has no effect: a repeated file adds no
 * one twice.
 */
export const postRecipients =
  (deps: PostRecipientsDeps): RequestHandler =>
  (request, response) =>
    deps.takeUpload(request, response, async (upload) => {
      const wanted = importOf(request, response);
      response.json(presentImport(wanted.campaignId, await importAudience(deps, { ...wanted, upload })));
    });

const importOf = (request: Request, response: Response) => {
  const campaignId = campaignIdOf(request);
  const { by, byId } = requestContextOf(request, response);
  const { columns: mapping, country } = parse(ImportQuery, request.query);
  return { campaignId, mapping, country, by, byId };
};

type PostExclusionsDeps = Parameters<typeof importExclusions>[0] & { takeUpload: TakeUpload };

/** Excludes the people of a file from a draft. A repeated file excludes them as before. */
export const postExclusions =
  (deps: PostExclusionsDeps): RequestHandler =>
  (request, response) =>
    deps.takeUpload(request, response, async (upload) => {
      const wanted = importOf(request, response);
      response.json(presentExclusions(wanted.campaignId, await importExclusions(deps, { ...wanted, upload })));
    });

/** Takes everyone off a draft's list of excluded people. Repeated, it answers the same. */
export const deleteExclusions =
  (deps: Parameters<typeof removeExclusions>[0]): RequestHandler =>
  async (request, response) => {
    await removeExclusions(deps, campaignIdOf(request), { actor: actorOf(response) });
    response.status(204).end();
  };

type PostImportPreviewDeps = Parameters<typeof previewImport>[0] & { takePreview: TakeUpload };

/** Reads the beginning of a file as the import would. It does not wait for the imports of others. */
export const postImportPreview =
  (deps: PostImportPreviewDeps): RequestHandler =>
  (request, response) =>
    deps.takePreview(request, response, async (upload) => {
      const query = parse(ImportPreviewQuery, request.query);
      const { campaign, template = '', language = '', columns: mapping, country, size } = query;
      const into = campaign === undefined ? { template, language } : { campaignId: campaign.toLowerCase() };
      const wanted = { into, upload, mapping, country, size: size ?? lengthOf(request) };
      response.json(presentImportPreview(await previewImport(deps, wanted)));
    });

const lengthOf = ({ headers }: Request): number | undefined => {
  const length = Number(headers['content-length']);
  return Number.isSafeInteger(length) ? length : undefined;
};

/** Takes everyone out of a draft's audience. Repeated, it answers the same. */
export const deleteRecipients =
  (deps: Parameters<typeof emptyAudience>[0]): RequestHandler =>
  async (request, response) => {
    await emptyAudience(deps, campaignIdOf(request), { actor: actorOf(response) });
    response.status(204).end();
  };

/** Deletes a draft with its audience. */
export const deleteCampaign =
  (deps: Parameters<typeof deleteDraft>[0]): RequestHandler =>
  async (request, response) => {
    await deleteDraft(deps, campaignIdOf(request), { actor: actorOf(response) });
    response.status(204).end();
  };

type GetRecipientsDeps = Parameters<typeof listRecipients>[0] & Parameters<typeof findCampaign>[0] & RevealDeps;

/** Lists recipients with the outcomes of their messages, a page at a time. */
export const getRecipients =
  (deps: GetRecipientsDeps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const query = parse(ListRecipients, request.query);
    await findCampaign(deps, id);
    const { entries, nextCursor } = await listRecipients(deps, id, query);
    const view = viewOf(response);
    const page: RecipientPage = {
      data: entries.map((entry) => presentRecipient(entry, view)),
      next_cursor: nextCursor,
    };
    await writeRevealEntry(deps, response, `campaigns/${id}/recipients`, page.data.length);
    response.json(page);
  };

type ExportRecipientsDeps = RecipientReportDeps & Parameters<typeof findCampaign>[0] & RevealDeps & SudoDeps;

/** Streams all recipients with the outcomes of their messages: a page is read when the one before it was sent. */
export const exportRecipients =
  (deps: ExportRecipientsDeps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    const { status, whole, reason } = parse(ExportRecipients, request.query);
    const view: View = whole ? await wholeView(deps, request, response) : viewOf(response);
    const { recipients } = await findCampaign(deps, id);
    // The audit entry has the most recipients that may be shown, because they are read during the response.
    const object = `campaigns/${id}/recipients.csv`;
    if (request.method === 'GET' && reason !== undefined)
      await writeReveal(deps, response, object, { count: recipients, reason });
    else if (request.method === 'GET') await writeRevealEntry(deps, response, object, recipients);
    const pieces = recipientLines(recipientReport(deps, id, status), view);
    await sendCsv(response, { name: `campaign-${id}.csv`, pieces });
  };

/** Whole numbers leave the console only by a grant, and by the hand of somebody who just gave the password. */
const wholeView = async (deps: SudoDeps, request: Request, response: Response): Promise<View> => {
  const isPerson = callerOf(response).session !== undefined;
  const isGranted = isPerson ? sessionOf(response).user.grants.includes('whole_export') : may(response, 'pii:read');
  if (!isGranted) throw new Refusal('forbidden', 'Whole numbers need the grant whole_export, or a key with pii:read');
  await checkSudo(deps, request, response);
  return { unmasked: true };
};

async function* recipientLines(pages: AsyncIterable<RecipientReportRow[]>, view: View) {
  yield csvPage([reportColumns]);
  for await (const page of pages) yield csvPage(page.map((entry) => presentReportRow(entry, view)));
}

type GetImportsDeps = Parameters<typeof findCampaign>[0] & {
  findImports: (campaignId: string) => Promise<ListedImport[]>;
};

/** Lists the files of a campaign, so that the errors of an earlier one can be found. */
export const getImports =
  (deps: GetImportsDeps): RequestHandler =>
  async (request, response) => {
    const id = campaignIdOf(request);
    await findCampaign(deps, id);
    const files = await deps.findImports(id);
    response.json({ data: files.map((file) => presentListedImport(id, file)) } satisfies ImportList);
  };

type GetRejectedCsvDeps = {
  hasImport: (campaignId: string, importId: string) => Promise<boolean>;
  /** From behind a line on; empty after the last. */
  findRejections: (importId: string, after: number) => Promise<Rejection[]>;
};

/** Every mistake in the rows of a file, for a spreadsheet: it must not take the name of a column for a formula. */
export const getRejectedCsv =
  (deps: GetRejectedCsvDeps): RequestHandler =>
  async (request, response) => {
    const named = ImportPath.safeParse(request.params);
    if (!named.success || !(await deps.hasImport(named.data.id, named.data.importId)))
      throw new Refusal('not-found', 'There is no such import');
    await sendCsv(response, { name: 'rejected.csv', pieces: rejectedLines(deps, named.data.importId) });
  };

async function* rejectedLines({ findRejections }: GetRejectedCsvDeps, importId: string): AsyncGenerator<string> {
  yield csvFile([['line', 'field', 'reason', 'message']]);
  let page = await findRejections(importId, 0);
  for (let last = page.at(-1); last; last = page.at(-1)) {
    yield csvPage(page.map(({ line, field, reason }) => [line, field, reason, explainReason(reason)]));
    page = await findRejections(importId, last.line);
  }
}
