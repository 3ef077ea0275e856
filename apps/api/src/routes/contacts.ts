import {
  LookUpContact,
  PutContact,
  RevealNumber,
  type ContactSettings,
  type ErasedContact,
  type LookedUpContact,
  type RevealedNumber,
} from '@recado/contract';
import {
  eraseContact,
  exportContact as exportAll,
  findContact,
  findStoredContact,
  makeHandle,
  numberOf,
  putContact as put,
  revealNumber,
} from '@recado/messaging';
import { showNumber } from '@recado/presentation';
import type { Request, RequestHandler } from 'express';
import { lookedUpNumber, type LookupDeps } from '../auth/audit.ts';
import { actorOf, requireScope, viewOf } from '../auth/caller.ts';
import { requireSudo } from '../auth/sessions.ts';
import type { Context } from '../context.ts';
import { readJson } from '../http/json-body.ts';
import type { Route, V1 } from '../http/middleware.ts';
import { parse } from '../http/parse.ts';
import { sendPages } from '../http/stream.ts';
import { presentContact, presentExport } from '../present/contact.ts';

/** Routes of one contact's data: summary, export, erasure and settings. */
export const contactRoutes = (context: Context, v1: V1): Route[] => [
  v1('post', '/reveals', 'pii:reveal', ...readJson, postReveal(context)),
  v1('post', '/contacts/lookup', 'contacts:read', ...readJson, lookUpContact(context)),
  v1('get', '/contacts/:phone', 'contacts:read', getContact(context)),
  v1('get', '/contacts/:phone/export', 'contacts:read', requireScope('pii:read'), exportContact(context)),
  v1('put', '/contacts/:phone', 'messages:write', ...readJson, putContact(context)),
  v1('delete', '/contacts/:phone', 'contacts:erase', requireSudo(context), deleteContact(context)),
];

type HandleDeps = Parameters<typeof numberOf>[0];

type LookUpContactDeps = Parameters<typeof findStoredContact>[0] & Parameters<typeof makeHandle>[0] & LookupDeps;

/** Answers with a handle also for a number without data, so that it can be opted out by its handle. */
const lookUpContact =
  (deps: LookUpContactDeps): RequestHandler =>
  async (request, response) => {
    const phone = await lookedUpNumber(deps, response, parse(LookUpContact, request.body).phone);
    const { to, found } = await findStoredContact(deps, phone, { actor: actorOf(response) });
    const answer: LookedUpContact = {
      handle: makeHandle(deps, to),
      contact: found ? presentContact(to, found, viewOf(response)) : null,
    };
    response.json(answer);
  };

/** Erases a person; once more it answers with zeros. */
const deleteContact =
  (deps: Parameters<typeof eraseContact>[0] & HandleDeps): RequestHandler =>
  async (request, response) => {
    const { to, erased } = await eraseContact(deps, numberOf(deps, phoneOf(request)), { actor: actorOf(response) });
    const answer: ErasedContact = { phone: showNumber(to, viewOf(response)), erased };
    response.json(answer);
  };

/** Sends all data stored about a contact as a file. The audit entry comes first: a part that was seen was seen. */
const exportContact =
  (deps: Parameters<typeof exportAll>[0] & HandleDeps): RequestHandler =>
  async (request, response) => {
    const { to, found } = await exportAll(deps, numberOf(deps, phoneOf(request)), { actor: actorOf(response) });
    response.attachment('contact.json').type('application/json; charset=utf-8');
    await sendPages(response, presentExport(to, found, deps.clock()));
  };

const getContact =
  (deps: Parameters<typeof findContact>[0] & LookupDeps): RequestHandler =>
  async (request, response) => {
    const phone = await lookedUpNumber(deps, response, phoneOf(request));
    const { to, found } = await findContact(deps, phone, { actor: actorOf(response) });
    response.json(presentContact(to, found, viewOf(response)));
  };

const putContact =
  (deps: Parameters<typeof put>[0] & HandleDeps): RequestHandler =>
  async (request, response) => {
    const change = parse(PutContact, request.body);
    const { to, settings } = await put(deps, numberOf(deps, phoneOf(request)), change, { actor: actorOf(response) });
    const answer: ContactSettings = { phone: showNumber(to, viewOf(response)), ...settings };
    response.json(answer);
  };

/** The number in the path as it was written, or the handle that stands for it. */
export const phoneOf = (request: Request): string => String(request.params['phone']);

const shownForSeconds = 30;

/** Shows one number to a person who sees masked ones. */
const postReveal =
  (deps: Parameters<typeof revealNumber>[0]): RequestHandler =>
  async (request, response) => {
    const { object, reason } = parse(RevealNumber, request.body);
    const [, id = '', , recipientId] = object.toLowerCase().split('/');
    const of = recipientId === undefined ? { messageId: id } : { campaignId: id, recipientId };
    const number = await revealNumber(deps, { of, object, reason }, { actor: actorOf(response) });
    response.json({ number, shown_for_seconds: shownForSeconds } satisfies RevealedNumber);
  };
