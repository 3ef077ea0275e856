import { PutTemplate, TemplateQuery } from '@recado/contract';
import { refuseField, type AuditEntry, type RecordedTemplate } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { auditEntry } from '../auth/audit.ts';
import { parse } from '../http/parse.ts';
import { presentTemplate } from '../present/present-template.ts';
import { templateNameOf } from './template-name-of.ts';

type Deps = {
  clock: () => Date;
  putTemplate: (template: RecordedTemplate, audit: AuditEntry) => Promise<RecordedTemplate>;
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

/** Makes a template or changes one of its languages. It is sendable at once. */
export const putTemplate =
  (deps: Deps): RequestHandler =>
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
