import { PutTemplate, TemplateName, TemplateQuery, type SyncedTemplates, type TemplatePage } from '@recado/contract';
import {
  putTemplate as put,
  Refusal,
  refuseField,
  syncTemplates as sync,
  type PutTemplateDeps,
  type RecordedTemplate,
  type SyncDeps,
} from '@recado/messaging';
import type { Request, RequestHandler } from 'express';
import { actorOf } from '../auth/caller.ts';
import { parse, readIdempotencyKey } from '../http/parse.ts';
import { presentTemplate } from '../present/settings.ts';

type GetTemplateDeps = { findTemplate: (name: string, language?: string) => Promise<RecordedTemplate | undefined> };

/** Without `?language=` it is the language that was stored first, the one that a message gets. */
export const getTemplate =
  (deps: GetTemplateDeps): RequestHandler =>
  async (request, response) => {
    const { language } = parse(TemplateQuery, request.query);
    const template = await deps.findTemplate(templateNameOf(request), language);
    if (!template) throw new Refusal('not-found', 'There is no such template, or not in this language');
    response.json(presentTemplate(template));
  };

type ListTemplatesDeps = { listTemplates: () => Promise<RecordedTemplate[]> };

export const listTemplates =
  (deps: ListTemplatesDeps): RequestHandler =>
  async (_request, response) => {
    const page: TemplatePage = { data: (await deps.listTemplates()).map(presentTemplate) };
    response.json(page);
  };

/** Creates a template or replaces one of its languages. */
export const putTemplate =
  (deps: PutTemplateDeps): RequestHandler =>
  async (request, response) => {
    const name = templateNameOf(request);
    const template = await put(deps, name, parseBoth(request.query, request.body), { actor: actorOf(response) });
    response.json(presentTemplate(template));
  };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The language may stand in the query or in the body, and in both only if it is the same. */
const parseBoth = (query: unknown, body: unknown): PutTemplate => {
  const { language } = parse(TemplateQuery, query);
  const named = language !== undefined && isObject(body) && body['language'] === undefined;
  const template = parse(PutTemplate, named ? { ...body, language } : body);
  if (language !== undefined && language !== template.language)
    throw refuseField('language', 'exclusive', 'must be the language in the path');
  return template;
};

/** Imports templates and approvals from Twilio. Repeating it changes nothing, so no Idempotency-Key is stored. */
export const syncTemplates =
  (deps: SyncDeps): RequestHandler =>
  async (request, response) => {
    readIdempotencyKey(request, response);
    const synced: SyncedTemplates = await sync(deps, { actor: actorOf(response) });
    response.json(synced);
  };

/** Returns a template's name from the path. An invalid name is not found. */
const templateNameOf = (request: Request): string => {
  const name = TemplateName.safeParse(request.params['name']);
  if (!name.success) throw new Refusal('not-found', 'A template has a name of lower-case letters, digits and _');
  return name.data;
};
