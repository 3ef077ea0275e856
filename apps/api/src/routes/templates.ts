import { TemplateQuery } from '@recado/contract';
import { Refusal, type RecordedTemplate } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { parse } from '../http/parse.ts';
import { presentTemplate } from '../present/present-template.ts';
import { templateNameOf } from './template-name-of.ts';

type Deps = { findTemplate: (name: string, language?: string) => Promise<RecordedTemplate | undefined> };

/** Without `?language=` it is the language that was stored first, the one that a message gets. */
export const getTemplate =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const { language } = parse(TemplateQuery, request.query);
    const template = await deps.findTemplate(templateNameOf(request), language);
    if (!template) throw new Refusal('not-found', 'There is no such template, or not in this language');
    response.json(presentTemplate(template));
  };
