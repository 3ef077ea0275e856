import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { PutTemplate, SyncedTemplates, Template, TemplatePage, TemplateQuery } from '../templates.ts';
import * as examples from './shared.ts';
import { guarded, idempotencyKey, json, templateName, withBody } from './shared.ts';

const tags = ['Templates'];
const stored = {
  name: 'order_confirmation',
  ...examples.template,
  approval: { status: 'approved' as const, category: 'utility' as const, checked_at: '2026-11-22T12:00:00.000Z' },
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
  '/v1/templates/sync': {
    post: {
      operationId: 'syncTemplates',
      tags,
      summary: 'Take over from Twilio what it has and says of templates',
      description:
        "Scope `admin`. Makes a template of each content that none has yet: its name is the content's friendly name in small " +
        'letters, its variables are the numbers of the placeholders. Of those that are there it notes the approval. What was ' +
        'PUT stays as it is, but for a category that WhatsApp made a stricter one. May be repeated at any time.',
      requestParams: { header: idempotencyKey },
      responses: {
        ...guarded('invalid-request', 'twilio-unavailable'),
        '200': json('What was done', SyncedTemplates, {
          created: 2,
          updated: 1,
          unchanged: 6,
          recategorized: [{ name: 'back_in_stock', language: 'pt_BR', from: 'utility', to: 'marketing' }],
          skipped: [
            {
              content_sid: 'HX00000000000000000000000000000009',
              reason: 'name_taken',
              message: 'the template promotion (pt_BR) has another content',
            },
          ],
        }),
      },
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
      description:
        'Scope `admin`. The template is sendable at once; what WhatsApp says of its content matters once it is known. ' +
        '`language` may stand in the query or in the body. What was read by GET may be put back whole.',
      requestParams: { path: templateName, query: TemplateQuery },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: PutTemplate, example: examples.template } },
      },
      responses: { ...guarded('not-found', ...withBody), '200': json('The template as stored', Template, stored) },
    },
  },
};
