import { createDocument, type ZodOpenApiObject } from 'zod-openapi';
import { campaignProgressPaths, estimatePaths, previewPaths, recipientPaths } from './campaign-reports.ts';
import { campaignPaths } from './campaigns.ts';
import { messagePaths, retryPaths } from './messages.ts';
import { callbackPaths, operationPaths } from './operations.ts';
import { contactPaths, consentPaths } from './people.ts';
import { senderPaths } from './senders.ts';
import { auditPaths, pricePaths, settingsPaths } from './settings.ts';
import { templatePaths } from './templates.ts';

/** The API in OpenAPI 3.1, made from the schemas that it parses with. */
export const openApiDocument = () =>
  createDocument(api, {
    // `format` says it already; zod's pattern for it is a page long.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });

const description = `Sends WhatsApp and SMS messages through Twilio. What was answered 202 is durable and is sent once.

Errors are RFC 9457 problem details: branch on \`type\`, show \`errors\` to people.

Each API key has a limit of requests per second, shared by all API processes. Every response reports it in
\`RateLimit-Policy\` and \`RateLimit\`. Requests over the limit get 429; wait for \`Retry-After\` seconds.`;

const api: ZodOpenApiObject = {
  openapi: '3.1.1',
  info: { title: 'Recado', version: '1', description, license: { name: 'MIT', identifier: 'MIT' } },
  servers: [{ url: '/' }],
  security: [{ apiKey: [] }],
  tags: [
    { name: 'Messages', description: 'Accepting, finding, canceling and retrying messages' },
    { name: 'Campaigns', description: 'Bulk messages: setting them up, and control at any moment' },
    { name: 'People', description: 'Inbound messages, opt-outs, consents and contact data' },
    { name: 'Templates', description: 'The texts that messages are made from' },
    { name: 'Senders', description: 'The addresses that messages go out by, and their rates' },
    { name: 'Money', description: 'Prices, budgets, alerts and other global settings' },
    { name: 'Webhooks', description: 'Webhooks that Twilio calls' },
    { name: 'Operations', description: 'Audit log, health checks and this document' },
  ],
  paths: {
    ...messagePaths,
    ...retryPaths,
    ...campaignPaths,
    ...estimatePaths,
    ...previewPaths,
    ...campaignProgressPaths,
    ...recipientPaths,
    ...consentPaths,
    ...contactPaths,
    ...templatePaths,
    ...senderPaths,
    ...pricePaths,
    ...settingsPaths,
    ...callbackPaths,
    ...auditPaths,
    ...operationPaths,
  },
  components: {
    securitySchemes: {
      apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `recado keys create`' },
    },
  },
};
