import { createDocument, type ZodOpenApiObject } from 'zod-openapi';
import { campaignProgressPaths, estimatePaths, previewPaths } from './campaign-reports.ts';
import { campaignPaths } from './campaigns.ts';
import { eventPaths } from './events.ts';
import { recipientPaths } from './imports.ts';
import { bulkPaths, messagePaths } from './messages.ts';
import { monitoringPaths } from './monitoring.ts';
import { callbackPaths, operationPaths } from './operations.ts';
import { contactPaths, consentPaths } from './contacts.ts';
import { reportPaths } from './reports.ts';
import { senderPaths } from './senders.ts';
import { auditPaths, pricePaths, settingsPaths } from './settings.ts';
import { templatePaths } from './templates.ts';
import { webhookPaths } from './webhooks.ts';
import { keyPaths, sessionPaths, userPaths } from './users.ts';

// No process parses with this one, so that no start makes it.
export { Report } from '../reports.ts';

/** Makes the OpenAPI 3.1 document from the schemas that the API parses with. */
export const openApiDocument = () =>
  createDocument(api, {
    override: ({ jsonSchema }) => {
      // `format` is enough; zod's pattern for it is a page long.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      nameProperties(jsonSchema);
    },
  });

type JsonSchema = Parameters<
  NonNullable<NonNullable<Parameters<typeof createDocument>[1]>['override']>
>[0]['jsonSchema'];

/** Linters and generators know named properties; zod describes a record of fixed names by a schema of its names. */
const nameProperties = (schema: JsonSchema): void => {
  const { propertyNames: names, additionalProperties: value, required } = schema;
  if (!names || !required || typeof value !== 'object') return;
  schema.properties = Object.fromEntries(required.map((name) => [name, value]));
  schema.additionalProperties = false;
  delete schema.propertyNames;
};

const description = `Sends WhatsApp and SMS messages through Twilio. A message that was answered with 202 is durable and is sent once.

Errors are RFC 9457 problem details. Branch on \`type\`, and show \`errors\` to people.

Each API key has a limit of requests per second, shared by all API processes. Every response reports it in
\`RateLimit-Policy\` and \`RateLimit\`. Requests over the limit get 429; wait for \`Retry-After\` seconds.`;

const api: ZodOpenApiObject = {
  openapi: '3.1.1',
  info: { title: 'Recado', version: '1', description, license: { name: 'MIT', identifier: 'MIT' } },
  servers: [{ url: '/' }],
  security: [{ apiKey: [] }, { session: [] }],
  tags: [
    { name: 'Messages', description: 'Sending, finding, canceling and retrying messages' },
    { name: 'Campaigns', description: 'Bulk messages: drafts, recipients, estimates, launch and control' },
    { name: 'People', description: 'Inbound messages, opt-outs, consents and contact data' },
    { name: 'Templates', description: 'Message texts with variables, and their WhatsApp approval' },
    {
      name: 'Senders',
      description: 'WhatsApp numbers, SMS numbers and Messaging Services that you send from, and their rates',
    },
    { name: 'Reports', description: 'Figures of messages over time' },
    { name: 'Money', description: 'Prices, budgets, alerts and other global settings' },
    { name: 'Events', description: 'What happened, in order: to poll, or sent to your webhooks' },
    { name: 'Webhooks', description: 'Webhooks that Twilio calls' },
    { name: 'Console', description: 'People who sign in, their sessions, invites, and the API keys' },
    { name: 'Operations', description: 'Audit log, health checks and this document' },
  ],
  paths: {
    ...messagePaths,
    ...bulkPaths,
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
    ...reportPaths,
    ...callbackPaths,
    ...eventPaths,
    ...webhookPaths,
    ...auditPaths,
    ...sessionPaths,
    ...userPaths,
    ...keyPaths,
    ...monitoringPaths,
    ...operationPaths,
  },
  components: {
    securitySchemes: {
      apiKey: { type: 'http', scheme: 'bearer', description: 'API key, created with `recado keys create`' },
      session: {
        type: 'apiKey',
        in: 'cookie',
        name: '__Host-recado',
        description: 'Session of a person in the console. Its scopes are those of their role and grants',
      },
    },
  },
};
