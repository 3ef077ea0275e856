import { PutContact, type ContactSettings, type ErasedContact } from '@recado/contract';
import {
  eraseContact,
  exportContact as exportAll,
  findContact,
  maskNumber,
  putContact as put,
} from '@recado/messaging';
import type { Request, RequestHandler, Response } from 'express';
import { auditEntry, noteAccess, type Noted, type RevealDeps } from '../auth/audit.ts';
import { callerOf, requireScope, viewOf } from '../auth/caller.ts';
import type { Context } from '../context.ts';
import { readJson } from '../http/json-body.ts';
import { parse } from '../http/parse.ts';
import type { Route, V1 } from '../http/routes.ts';
import { sendPages } from '../http/stream.ts';
import { presentContact, presentExport } from '../present/contact.ts';
import { showNumber } from '../present/message.ts';

/** What is held of one person: access, portability, erasure, and where they live. */
export const contactRoutes = (context: Context, v1: V1): Route[] => [
  v1('get', '/contacts/:phone', 'contacts:read', getContact(context)),
  v1('get', '/contacts/:phone/export', 'contacts:read', requireScope('pii:read'), exportContact(context)),
  v1('put', '/contacts/:phone', 'messages:write', ...readJson, putContact(context)),
  v1('delete', '/contacts/:phone', 'contacts:erase', deleteContact(context)),
];

/** Erases a person; once more it answers with zeros. */
const deleteContact =
  (deps: Parameters<typeof eraseContact>[0]): RequestHandler =>
  async (request, response) => {
    const { id, name } = callerOf(response);
    const { to, erased } = await eraseContact(deps, phoneOf(request), { actor: { id, name } });
    const answer: ErasedContact = { phone: showNumber(to, viewOf(response)), erased };
    response.json(answer);
  };

type ExportContactDeps = Parameters<typeof exportAll>[0] & RevealDeps;

/** All that is held of a person as a file. Noted before it is sent: what was seen in part was seen. */
const exportContact =
  (deps: ExportContactDeps): RequestHandler =>
  async (request, response) => {
    const { to, found } = await exportAll(deps, phoneOf(request));
    await noteAccess(deps, response, 'contact.exported', to);
    response.attachment('contact.json').type('application/json; charset=utf-8');
    await sendPages(response, presentExport(to, found, deps.clock()));
  };

type GetContactDeps = Parameters<typeof findContact>[0] & RevealDeps;

const getContact =
  (deps: GetContactDeps): RequestHandler =>
  async (request, response) => {
    const { to, found } = await findContact(deps, phoneOf(request));
    await noteAccess(deps, response, 'contact.shown', to);
    response.json(presentContact(to, found, viewOf(response)));
  };

type VerbDeps = Parameters<typeof put>[0];
type PutContactDeps = Noted<VerbDeps, 'putContact'>;

const notingChange = (deps: PutContactDeps, response: Response): VerbDeps => ({
  ...deps,
  putContact: (to, change, at) => {
    const done = {
      action: 'contact.changed',
      object: `contacts/${maskNumber(to)}`,
      detail: { changed: Object.keys(change) },
    };
    return deps.putContact(to, change, at, auditEntry(deps, response, done));
  },
});

const putContact =
  (deps: PutContactDeps): RequestHandler =>
  async (request, response) => {
    const change = parse(PutContact, request.body);
    const { to, settings } = await put(notingChange(deps, response), phoneOf(request), change);
    const answer: ContactSettings = { phone: showNumber(to, viewOf(response)), ...settings };
    response.json(answer);
  };

/** The number in the path, as it was written. */
const phoneOf = (request: Request): string => String(request.params['phone']);
