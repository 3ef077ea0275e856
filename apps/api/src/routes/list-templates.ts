import type { TemplatePage } from '@recado/contract';
import type { RecordedTemplate } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { presentTemplate } from '../present/present-template.ts';

type Deps = { listTemplates: () => Promise<RecordedTemplate[]> };

export const listTemplates =
  (deps: Deps): RequestHandler =>
  async (_request, response) => {
    const page: TemplatePage = { data: (await deps.listTemplates()).map(presentTemplate) };
    response.json(page);
  };
