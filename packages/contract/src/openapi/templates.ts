import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { PutTemplate, Template, TemplatePage, TemplateQuery } from '../template.ts';
import { guarded, json, withBody } from './answers.ts';
import * as examples from './examples.ts';
import { templateName } from './parameters.ts';

const tags = ['Templates'];
const stored = {
  name: 'order_confirmation',
  ...examples.template,
  created_at: '2026-11-22T12:00:00.000Z',
  updated_at: '2026-11-22T12:00:00.000Z',
};

export const templatePaths: ZodOpenApiPathsObject = {
  '/v1/templates': {
    get: {
      operationId: 'listTemplates',
      tags,
      summary: 'List all templates, each language by itself',
      description: 'Scope `messages:read`.',
      responses: { ...guarded(), '200': json('All of them', TemplatePage, { data: [stored] }) },
    },
  },
  '/v1/templates/{name}': {
    get: {
      operationId: 'getTemplate',
      tags,
      summary: 'Show a template',
      description:
        'Scope `messages:read`. Without `language`, the language that was stored first: the one that a message gets.',
      requestParams: { path: templateName, query: TemplateQuery },
      responses: { ...guarded('not-found', 'invalid-request'), '200': json('The template', Template, stored) },
    },
    put: {
      operationId: 'putTemplate',
      tags,
      summary: 'Make a template, or replace one of its languages',
      description: 'Scope `admin`. The template is sendable at once. `language` may stand in the query or in the body.',
      requestParams: { path: templateName, query: TemplateQuery },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: PutTemplate, example: examples.template } },
      },
      responses: { ...guarded('not-found', ...withBody), '200': json('The template as stored', Template, stored) },
    },
  },
};
