import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { ListStrayCallbacks, StrayCallbackPage } from '../stray-callback.ts';
import { guarded, json } from './shared.ts';

export const callbackPaths: ZodOpenApiPathsObject = {
  '/v1/callbacks/unknown': {
    get: {
      operationId: 'listStrayCallbacks',
      tags: ['Webhooks'],
      summary: 'List the status callbacks of messages that are not there, the newest first',
      description:
        'Scope `messages:read`. Signed by Twilio, and answered 404: another installation with this account sent them, or the ' +
        'database was put back to what it was before. They are kept for 30 days.',
      requestParams: { query: ListStrayCallbacks },
      responses: {
        ...guarded('invalid-request'),
        '200': json('A page; `next_cursor` is null on the last', StrayCallbackPage),
      },
    },
  },
};
