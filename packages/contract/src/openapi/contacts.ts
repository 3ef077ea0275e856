import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { Contact, ContactExport, ContactSettings, ErasedContact, PutContact } from '../contacts.ts';
import { guarded, json, withBody } from './shared.ts';

const path = z.object({
  phone: z.string().max(64).meta({ description: 'E.164, or a national number of DEFAULT_COUNTRY' }),
});

/** Access, portability and erasure. */
export const contactPaths: ZodOpenApiPathsObject = {
  '/v1/contacts/{phone}': {
    get: {
      operationId: 'getContact',
      tags: ['People'],
      summary: 'See what is held of a person',
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
