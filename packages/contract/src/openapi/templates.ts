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
      summary: 'List all templates, one entry per language',
      description: 'Scope `messages:read`.',
      responses: { ...guarded(), '200': json('All templates', TemplatePage, { data: [stored] }) },
    },
  },
  '/v1/templates/sync': {
    post: {
      operationId: 'syncTemplates',
      tags,
      summary: 'Import templates and their approvals from Twilio',
      description:
        "Scope `templates:sync`. Creates a template for each Twilio content without one. Its name is the content's friendly name in lower " +
        'case; its variables are the numbers of the placeholders. For existing templates, only the approval is updated, and the ' +
        'category if WhatsApp assigned a stricter one. You can repeat it at any time.',
      requestParams: { header: idempotencyKey },
      responses: {
        ...guarded('invalid-request', 'twilio-unavailable'),
        '200': json('Result of the import', SyncedTemplates, {
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
        'Scope `messages:read`. Default for `language`: the one that was stored first. Messages without a language use it too.',
      requestParams: { path: templateName, query: TemplateQuery },
      responses: { ...guarded('not-found', 'invalid-request'), '200': json('The template', Template, stored) },
    },
    put: {
      operationId: 'putTemplate',
      tags,
      summary: 'Create a template, or replace one of its languages',
      description:
        'Scope `admin`. The template can be used immediately. Its WhatsApp approval is checked once Twilio reports it. ' +
        '`language` can be in the query or in the body. The response of GET can be sent back whole.',
      requestParams: { path: templateName, query: TemplateQuery },
      requestBody: {
        required: true,
        content: { 'application/json': { schema: PutTemplate, example: examples.template } },
      },
      responses: { ...guarded('not-found', ...withBody), '200': json('The stored template', Template, stored) },
    },
  },
};
