import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { Consent, ConsentProof, ImportConsents, ImportedConsents, RecordConsent } from '../consents.ts';
import {
  ChangeOptOut,
  Contact,
  ContactExport,
  ContactSettings,
  ErasedContact,
  LookedUpContact,
  LookUpContact,
  OptOuts,
  PutContact,
  RemoveOptOut,
} from '../contacts.ts';
import { PhoneOrHandle } from '../identifiers.ts';
import { InboundPage, ListInbound } from '../inbound.ts';
import { guarded, json, problems, withBody } from './shared.ts';

const path = z.object({
  phone: PhoneOrHandle,
});

const consentsCsv = `telefone,channel,granted,occurred_at,source,evidence
11987654321,whatsapp,yes,2026-01-15T10:30:00-03:00,checkout,Quero receber ofertas`;

const changeOptOut = {
  tags: ['People'],
  requestParams: { path },
  responses: { ...guarded(...withBody), '200': json('Opt-outs of the contact', OptOuts) },
};

const Inbound = z
  .looseObject({ MessageSid: z.string(), From: z.string(), To: z.string(), Body: z.string().optional() })
  .meta({ id: 'Inbound', description: 'Form that Twilio sends. Other fields are part of the signature' });

/** Describes inbound messages, opt-outs and consents. */
export const consentPaths: ZodOpenApiPathsObject = {
  '/v1/contacts/{phone}/opt-out': {
    post: {
      ...changeOptOut,
      requestBody: { content: { 'application/json': { schema: ChangeOptOut } } },
      operationId: 'optOut',
      summary: 'Opt a contact out',
      description:
        'Scope `messages:write`. Stops new messages and those that were not sent yet, for every spelling of the number. ' +
        'Repeating it changes nothing. A reply such as STOP does the same on its channel.',
    },
  },
  '/v1/contacts/{phone}/opt-in': {
    post: {
      ...changeOptOut,
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: RemoveOptOut,
            example: { source: 'call center', evidence: 'call 20261128-4711' },
          },
        },
      },
      operationId: 'optIn',
      summary: 'Remove an opt-out',
      description:
        'Scope `contacts:write`. With `purpose` `all`, every opt-out of the channel is removed; with `marketing`, only that of ' +
        'marketing. An opt-in is not consent to marketing. If Twilio itself blocks the person, only the person can remove the ' +
        'block, with START. The audit log records who removed it, with `source` and `evidence`.',
    },
  },
  '/v1/consents': {
    post: {
      operationId: 'recordConsent',
      tags: ['People'],
      summary: 'Record consents to marketing or refusals',
      description:
        'Scope `messages:write`. The consent ledger is append-only. For each person and channel, the entry with the latest `occurred_at` applies; ' +
        'at equal times a refusal wins. An opt-out applies in addition. A file (CSV, .xlsx or NDJSON) is imported as a whole or not ' +
        'at all, once it has arrived. It has a column for the number, and `channel`, `granted` or another column for the answer, `occurred_at`, `source` and `evidence`, by these names ' +
        'or Portuguese or Spanish ones. The query sets values for blank fields. Without a column for the answer, the file is refused unless the query has `granted`. A column such as `unsubscribed` records refusals. Times without an offset need `timezone`. Entries that are already in the ledger are not written again. ' +
        'With the setting `double_opt_in`, a consent is `pending` and the person is asked to confirm it; the reply is a separate entry. The people of a file are asked too, unless the query has `confirmed`.',
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
        '200': json('Result of the file import', ImportedConsents),
        '201': json('The entry in the ledger', Consent),
      },
    },
  },
  '/v1/contacts/{phone}/consents': {
    get: {
      operationId: 'proveConsents',
      tags: ['People'],
      summary: 'Prove the consents of a contact',
      description:
        'Scope `contacts:read`. Returns all ledger entries of the contact, and the result of their verification.',
      requestParams: { path },
      responses: { ...guarded('invalid-request'), '200': json('The proof', ConsentProof) },
    },
  },
  '/v1/messages/inbound': {
    get: {
      operationId: 'listInbound',
      tags: ['People'],
      summary: 'List inbound messages, the newest first',
      description:
        'Scope `messages:read`; `pii:read` shows full numbers and texts. Messages must match all filters; `campaign_id` finds the replies to a campaign. Without `pii:read`, the filter `from` needs `contacts:read` and counts as a look-up.',
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
      summary: 'Receive an inbound message by GET',
      description: 'Use it for numbers whose webhook is set to GET. Otherwise it works like POST.',
      security: [],
      requestParams: {
        query: Inbound,
        header: z.object({
          'X-Twilio-Signature': z.string().meta({ description: 'Signature of PUBLIC_URL, path and query' }),
        }),
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
      summary: 'Receive an inbound message',
      description:
        'Set it as the webhook for incoming messages of each sender or Messaging Service. The response comes after the commit; ' +
        'a repeated message is stored once. A keyword such as STOP, PARAR or BAJA, alone in the message or on a button, opts ' +
        'the person out of the channel. START removes the opt-out.',
      security: [],
      requestParams: {
        header: z.object({
          'X-Twilio-Signature': z.string().meta({ description: 'Signature of PUBLIC_URL, path and form' }),
        }),
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

/** Describes access to a contact's data, its export and its erasure. */
export const contactPaths: ZodOpenApiPathsObject = {
  '/v1/contacts/lookup': {
    post: {
      operationId: 'lookUpContact',
      tags: ['People'],
      summary: 'Look up a contact by number, and get a handle for it',
      description:
        'Scope `contacts:read`. The handle stands for the number in the path of every `/v1/contacts/{phone}` operation and in ' +
        '`to` and `from` filters for 12 hours, so that no URL has the number. ' +
        'A key without `pii:read` may look up 60 numbers per hour, here, by path or by filter; each is in the audit log.',
      requestBody: {
        required: true,
        content: { 'application/json': { schema: LookUpContact, example: { phone: '+5511987654321' } } },
      },
      responses: { ...guarded('not-found', ...withBody), '200': json('The handle, and the summary', LookedUpContact) },
    },
  },
  '/v1/contacts/{phone}': {
    get: {
      operationId: 'getContact',
      tags: ['People'],
      summary: "Get a summary of a contact's data",
      description:
        'Scope `contacts:read`. Every spelling of a number is the same contact. Prefer a handle from `POST /v1/contacts/lookup`: URLs end up in logs of proxies.',
      requestParams: { path },
      responses: { ...guarded('invalid-request', 'not-found'), '200': json('The summary', Contact) },
    },
    put: {
      operationId: 'putContact',
      tags: ['People'],
      summary: 'Set the time zone and language of a contact',
      description:
        'Scope `messages:write`. For marketing, this time zone replaces that of the number. It applies to messages that are ' +
        'accepted and files that are imported from now on, unless the file names another one. Fields that are not named stay; ' +
        '`null` removes a field.',
      requestParams: { path },
      requestBody: { required: true, content: { 'application/json': { schema: PutContact } } },
      responses: { ...guarded(...withBody), '200': json('The settings of the contact', ContactSettings) },
    },
    delete: {
      operationId: 'eraseContact',
      tags: ['People'],
      summary: 'Erase the data of a contact',
      description:
        'Scope `contacts:erase`. When the response comes, the number, texts, variables, reference, metadata, consents and inbound ' +
        'messages are erased, and waiting messages are canceled. A request that is in flight to Twilio is completed. Counts, costs ' +
        'and opt-outs stay; opt-outs are stored as a keyed hash. The number in Twilio’s own records stays there. Repeat the ' +
        'request if it breaks off.',
      requestParams: { path },
      responses: { ...guarded('invalid-request'), '200': json('Counts of the erased data', ErasedContact) },
    },
  },
  '/v1/contacts/{phone}/export': {
    get: {
      operationId: 'exportContact',
      tags: ['People'],
      summary: 'Export all data of a contact',
      description: 'Scopes `contacts:read` and `pii:read`. Returns one JSON document as a stream.',
      requestParams: { path },
      responses: { ...guarded('invalid-request', 'not-found'), '200': json('All data of the contact', ContactExport) },
    },
  },
};
