import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import {
  ChangeOptOut,
  Consent,
  ConsentProof,
  ImportConsents,
  ImportedConsents,
  OptOuts,
  RecordConsent,
} from '../consents.ts';
import { Contact, ContactExport, ContactSettings, ErasedContact, PutContact } from '../contacts.ts';
import { InboundPage, ListInbound } from '../inbound.ts';
import { guarded, json, problems, withBody } from './shared.ts';

const path = z.object({
  phone: z.string().max(64).meta({ description: 'E.164, or a national number of DEFAULT_COUNTRY' }),
});

const consentsCsv = `telefone,channel,granted,occurred_at,source,evidence
11987654321,whatsapp,yes,2026-01-15T10:30:00-03:00,checkout,Quero receber ofertas`;

const changeOptOut = {
  tags: ['People'],
  requestParams: { path },
  requestBody: { content: { 'application/json': { schema: ChangeOptOut } } },
  responses: { ...guarded(...withBody), '200': json('What the person does not want now', OptOuts) },
};

const Inbound = z
  .looseObject({ MessageSid: z.string(), From: z.string(), To: z.string(), Body: z.string().optional() })
  .meta({ id: 'Inbound', description: "Twilio's form. Fields that are not named here are signed, too" });

/** What people write, and what they do not want. */
export const consentPaths: ZodOpenApiPathsObject = {
  '/v1/contacts/{phone}/opt-out': {
    post: {
      ...changeOptOut,
      operationId: 'optOut',
      summary: 'Keep messages from a person',
      description:
        'Scope `messages:write`. Holds for what is accepted from now on and for what has not left yet, and for every ' +
        'spelling of the number. Twice is the same as once. A STOP in reply does the same on its channel.',
    },
  },
  '/v1/contacts/{phone}/opt-in': {
    post: {
      ...changeOptOut,
      operationId: 'optIn',
      summary: 'Lift an opt-out',
      description:
        'Scope `messages:write`. `purpose` `all` lifts every opt-out of the channel, `marketing` that of marketing alone. ' +
        'It is no consent to marketing. What Twilio blocks by itself, the person lifts with START.',
    },
  },
  '/v1/consents': {
    post: {
      operationId: 'recordConsent',
      tags: ['People'],
      summary: 'Record consents to marketing, or refusals',
      description:
        'Scope `messages:write`. The consent ledger is append-only. For each person and channel, the entry with the latest `occurred_at` applies; ' +
        'at equal times a refusal wins. An opt-out applies in addition. A file of many, as CSV, .xlsx or NDJSON, is taken while it ' +
        'arrives, all of it or nothing: a column for the number, and `channel`, `granted` or another that says who agreed, `occurred_at`, `source` and `evidence`, by these names ' +
        'or Portuguese or Spanish ones; the query says what rows leave blank. Without a column for the answer, the file is refused unless the query has `granted`: nobody agrees by silence. A column of those who left, such as `unsubscribed`, records refusals. Times without an offset need `timezone`. What the ledger has already is not written again. ' +
        'With the setting `double_opt_in`, one consent is `pending` and its person is asked; the yes in reply is an entry of its own. The people of a file are asked the same way, unless the query has `confirmed`.',
      requestParams: { query: ImportConsents },
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: RecordConsent },
          'text/csv': { schema: z.string(), example: consentsCsv },
          'application/x-ndjson': { schema: z.string() },
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
            schema: z.string().meta({ format: 'binary' }),
          },
        },
      },
      responses: {
        ...guarded('conflict', 'request-timeout', ...withBody),
        '200': json('What became of the file', ImportedConsents),
        '201': json('In the ledger', Consent),
      },
    },
  },
  '/v1/contacts/{phone}/consents': {
    get: {
      operationId: 'proveConsents',
      tags: ['People'],
      summary: 'Prove what a person agreed to',
      description: 'Scope `contacts:read`. All that the ledger has of the person, and whether it is as it was written.',
      requestParams: { path },
      responses: { ...guarded('invalid-request'), '200': json('The proof', ConsentProof) },
    },
  },
  '/v1/messages/inbound': {
    get: {
      operationId: 'listInbound',
      tags: ['People'],
      summary: 'List what people sent, the newest first',
      description:
        'Scope `messages:read`; `pii:read` shows numbers in full, and what was written. Filters add up; `campaign_id` finds the answers to a campaign.',
      requestParams: { query: ListInbound },
      responses: {
        ...guarded('invalid-request'),
        '200': json('A page; `next_cursor` is null on the last', InboundPage),
      },
    },
  },
  '/webhooks/twilio/inbound': {
    get: {
      operationId: 'twilioInboundByGet',
      tags: ['Webhooks'],
      summary: 'Take in a message that a person sent, from the query',
      description: 'For numbers whose webhook is set to GET. Otherwise the same as POST.',
      security: [],
      requestParams: {
        query: Inbound,
        header: z.object({ 'X-Twilio-Signature': z.string().meta({ description: 'Over PUBLIC_URL, path and query' }) }),
      },
      responses: {
        ...problems('invalid-signature', 'invalid-request', 'unavailable'),
        '200': {
          description: 'Committed; no reply is sent',
          content: { 'text/xml': { schema: { type: 'string' }, example: '<Response/>' } },
        },
      },
    },
    post: {
      operationId: 'twilioInbound',
      tags: ['Webhooks'],
      summary: 'Take in a message that a person sent',
      description:
        'Set it as the webhook for incoming messages of each sender or Messaging Service. Answers after the commit; the same ' +
        'message twice is kept once. A keyword such as STOP, PARAR or BAJA, alone in the message or on a button, opts the ' +
        'person out of the channel, and START lifts it.',
      security: [],
      requestParams: {
        header: z.object({ 'X-Twilio-Signature': z.string().meta({ description: 'Over PUBLIC_URL, path and form' }) }),
      },
      requestBody: { required: true, content: { 'application/x-www-form-urlencoded': { schema: Inbound } } },
      responses: {
        ...problems('malformed-request', 'invalid-signature', 'payload-too-large', 'invalid-request', 'unavailable'),
        '200': {
          description: 'Committed; no reply is sent',
          content: { 'text/xml': { schema: { type: 'string' }, example: '<Response/>' } },
        },
      },
    },
  },
};

/** Access, portability and erasure. */
export const contactPaths: ZodOpenApiPathsObject = {
  '/v1/contacts/{phone}': {
    get: {
      operationId: 'getContact',
      tags: ['People'],
      summary: "Get a summary of a contact's data",
      description: 'Scope `contacts:read`. In short; every spelling of the number is the same person.',
      requestParams: { path },
      responses: { ...guarded('invalid-request', 'not-found'), '200': json('What there is', Contact) },
    },
    put: {
      operationId: 'putContact',
      tags: ['People'],
      summary: "Set a person's time zone and language",
      description:
        'Scope `messages:write`. Marketing keeps to the hours of this time zone instead of those of the number: in messages ' +
        'accepted and files taken in from then on, unless the file names another. What is not named stays, `null` takes it away.',
      requestParams: { path },
      requestBody: { required: true, content: { 'application/json': { schema: PutContact } } },
      responses: { ...guarded(...withBody), '200': json('As it is now', ContactSettings) },
    },
    delete: {
      operationId: 'eraseContact',
      tags: ['People'],
      summary: 'Erase a person',
      description:
        'Scope `contacts:erase`. Number, texts, variables, reference, metadata, consents and what the person wrote are gone when it answers, ' +
        'and what waits is canceled. A request that is at Twilio in this moment ends there. What was counted, what it cost and ' +
        'opt-outs stay, these by a keyed hash; and the number as Twilio has it is Twilio’s. Repeat it if it breaks off.',
      requestParams: { path },
      responses: { ...guarded('invalid-request'), '200': json('Erased', ErasedContact) },
    },
  },
  '/v1/contacts/{phone}/export': {
    get: {
      operationId: 'exportContact',
      tags: ['People'],
      summary: 'Export all that is held of a person',
      description: 'Scopes `contacts:read` and `pii:read`. One JSON document, written while it is read.',
      requestParams: { path },
      responses: { ...guarded('invalid-request', 'not-found'), '200': json('All there is', ContactExport) },
    },
  },
};
