import { PutTemplate, TemplateName, TemplateQuery, type SyncedTemplates, type TemplatePage } from '@recado/contract';
import { Refusal, refuseField, syncTemplates as sync, type AuditEntry, type RecordedTemplate } from '@recado/messaging';
import type { Request, RequestHandler } from 'express';
import { auditEntry } from '../auth/audit.ts';
import { readIdempotencyKey } from '../http/idempotency-key.ts';
import { parse } from '../http/parse.ts';
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

type PutTemplateDeps = {
  clock: () => Date;
  putTemplate: (template: RecordedTemplate, audit: AuditEntry) => Promise<RecordedTemplate>;
};

/** Makes a template or changes one of its languages. It is sendable at once. */
export const putTemplate =
  (deps: PutTemplateDeps): RequestHandler =>
  async (request, response) => {
    const name = templateNameOf(request);
    const { name: named, content_sid: contentSid, body, ...wish } = parseBoth(request.query, request.body);
    checkName(name, named);
    const { channel, category, language, variables } = wish;
    const now = deps.clock();
    const template = {
      name,
      channel,
      category,
      language,
      variables,
      ...(contentSid !== undefined && { contentSid }),
      ...(body !== undefined && { body }),
      createdAt: now,
      updatedAt: now,
    };
    const detail = { language, channel, category, ...(contentSid !== undefined && { content_sid: contentSid }) };
    const audit = auditEntry(deps, response, { action: 'template.changed', object: `templates/${name}`, detail });
    response.json(presentTemplate(await deps.putTemplate(template, audit)));
  };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The language may stand in the query or in the body, and in both only if it is the same. */
const parseBoth = (query: unknown, body: unknown): PutTemplate => {
  const { language } = parse(TemplateQuery, query);
  const named = language !== undefined && isObject(body) && body['language'] === undefined;
  const template = parse(PutTemplate, named ? { ...body, language } : body);
  if (language !== undefined && language !== template.language)
    throw refuseField('language', 'exclusive', 'is not the one that the path names');
  return template;
};

const checkName = (name: string, named: string | undefined): void => {
  if (named !== undefined && named !== name)
    throw refuseField('name', 'exclusive', 'is not the one that the path names');
};

type SyncTemplatesDeps = Parameters<typeof sync>[0] & { noteAudit: (entry: AuditEntry) => Promise<void> };

/** Takes over from Twilio what it has and says of templates. Doing so twice does no more than once, so a key is not kept. */
export const syncTemplates =
  (deps: SyncTemplatesDeps): RequestHandler =>
  async (request, response) => {
    readIdempotencyKey(request, response);
    const synced: SyncedTemplates = await sync(deps);
    const { created, updated } = synced;
    const done = { action: 'templates.synced', object: 'templates', detail: { created, updated } };
    await deps.noteAudit(auditEntry(deps, response, done));
    response.json(synced);
  };

/** A template's name from the path. What cannot be a name names nothing. */
const templateNameOf = (request: Request): string => {
  const name = TemplateName.safeParse(request.params['name']);
  if (!name.success) throw new Refusal('not-found', 'A template has a name of lower-case letters, digits and _');
  return name.data;
};
