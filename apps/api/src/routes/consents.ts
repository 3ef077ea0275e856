import {
  ChangeOptOut,
  ImportConsents,
  ListInbound,
  RecordConsent,
  RemoveOptOut,
  type ImportedConsents,
  type InboundPage,
  type OptOuts,
} from '@recado/contract';
import {
  accept,
  importConsents as takeIn,
  listInbound as list,
  numberOf,
  optIn,
  optOut,
  proveConsents,
  recordConsent,
} from '@recado/messaging';
import { presentInbound, showNumber } from '@recado/presentation';
import type { RequestHandler } from 'express';
import { lookedUpNumber, writeRevealEntry, type LookupDeps, type RevealDeps } from '../auth/audit.ts';
import { actorOf, viewOf, type View } from '../auth/caller.ts';
import type { Context } from '../context.ts';
import { readJson } from '../http/json-body.ts';
import type { Route, V1 } from '../http/middleware.ts';
import { parse } from '../http/parse.ts';
import type { TakeUpload } from '../http/upload.ts';
import { presentConsent, presentProof } from '../present/contact.ts';
import { presentRejection } from '../present/import.ts';
import { phoneOf } from './contacts.ts';

/**
 * Routes of inbound messages, opt-outs and consents. They come before the paths of messages with an id, which would
 * match them.
 */
export const consentRoutes = (context: Context, v1: V1): Route[] => [
  v1('get', '/messages/inbound', 'messages:read', listInbound(context)),
  v1(
    'post',
    '/consents',
    'messages:write',
    importConsents({ ...context, ask: (question) => accept({ ...context, mayBeMilder: true }, question) }),
    ...readJson,
    postConsent({ ...context, ask: (question) => accept({ ...context, mayBeMilder: true }, question) }),
  ),
  v1('get', '/contacts/:phone/consents', 'contacts:read', getConsents(context)),
  v1('post', '/contacts/:phone/opt-out', 'messages:write', ...readJson, postOptOut(context)),
  v1('post', '/contacts/:phone/opt-in', 'contacts:write', ...readJson, postOptIn(context)),
];

type HandleDeps = Parameters<typeof numberOf>[0];

/** Opts a person out. Without a body, of everything on both channels. */
const postOptOut =
  (deps: Parameters<typeof optOut>[0] & HandleDeps): RequestHandler =>
  async (request, response) => {
    const change = parse(ChangeOptOut, request.body ?? {});
    const changed = await optOut(deps, numberOf(deps, phoneOf(request)), change, { actor: actorOf(response) });
    response.json(presentOptOuts(changed, viewOf(response)));
  };

const postOptIn =
  (deps: Parameters<typeof optIn>[0] & HandleDeps): RequestHandler =>
  async (request, response) => {
    const change = parse(RemoveOptOut, request.body ?? {});
    const changed = await optIn(deps, numberOf(deps, phoneOf(request)), change, { actor: actorOf(response) });
    response.json(presentOptOuts(changed, viewOf(response)));
  };

const presentOptOuts = ({ to, optOuts }: Awaited<ReturnType<typeof optOut>>, view: View): OptOuts => ({
  phone: showNumber(to, view),
  opt_outs: optOuts.map(({ at, ...rest }) => ({ ...rest, at: at.toISOString() })),
});

const postConsent =
  (deps: Parameters<typeof recordConsent>[0]): RequestHandler =>
  async (request, response) => {
    const input = parse(RecordConsent, request.body);
    const consent = await recordConsent(deps, input, { actor: actorOf(response) });
    response.status(201).json(presentConsent(consent));
  };

const getConsents =
  (deps: Parameters<typeof proveConsents>[0] & LookupDeps): RequestHandler =>
  async (request, response) => {
    const phone = await lookedUpNumber(deps, response, phoneOf(request));
    const { to, ...proof } = await proveConsents(deps, phone, { actor: actorOf(response) });
    response.json(presentProof(showNumber(to, viewOf(response)), proof));
  };

const files = [
  'text/csv',
  'application/csv',
  'text/tab-separated-values',
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.ms-excel',
  'application/vnd.oasis.opendocument.spreadsheet',
  'application/pdf',
  'application/zip',
];

/** Takes a file of consents once all of it is here; one consent in JSON is left to the next handler. */
const importConsents =
  (deps: Parameters<typeof takeIn>[0] & { takeUpload: TakeUpload }): RequestHandler =>
  async (request, response, next) => {
    if (!request.is(files)) return next();
    await deps.takeUpload(request, response, async (upload) => {
      const defaults = parse(ImportConsents, request.query);
      const imported = await takeIn(deps, { upload, defaults, actor: actorOf(response) });
      const { accepted, duplicates, asked, notAsked, rejected, cleaned, completed, ignoredColumns, errors } = imported;
      const answer: ImportedConsents = {
        accepted,
        duplicates,
        asked,
        not_asked: notAsked,
        rejected,
        cleaned,
        ninth_digits_added: completed,
        ignored_columns: ignoredColumns,
        errors: errors.map(presentRejection),
      };
      response.json(answer);
    });
  };

type ListInboundDeps = Parameters<typeof list>[0] & RevealDeps & LookupDeps;

const listInbound =
  (deps: ListInboundDeps): RequestHandler =>
  async (request, response) => {
    const { from: named, ...query } = parse(ListInbound, request.query);
    const from = named === undefined ? undefined : await lookedUpNumber(deps, response, named, 'messages/inbound');
    const { messages, nextCursor } = await list(deps, { ...query, ...(from !== undefined && { from }) });
    const view = viewOf(response);
    const page: InboundPage = {
      data: messages.map((message) => presentInbound(message, view)),
      next_cursor: nextCursor,
    };
    await writeRevealEntry(deps, response, 'messages/inbound', page.data.length);
    response.json(page);
  };
