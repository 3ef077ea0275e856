import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { AuditPage, ListAudit } from '../audit.ts';
import { guarded, json } from './shared.ts';

export const auditPaths: ZodOpenApiPathsObject = {
  '/v1/audit': {
    get: {
      operationId: 'listAudit',
      tags: ['Operations'],
      summary: 'List who did what, the newest first',
      description:
        'Scope `admin`. Every change but the sending of single messages, and every answer that showed whole numbers or what is ' +
        'held of a person. An entry is written with what it tells of and is never changed; it holds nothing of people but masked ' +
        'numbers. Filters add up.',
      requestParams: { query: ListAudit },
      responses: {
        ...guarded('invalid-request'),
        '200': json('A page; `next_cursor` is null on the last', AuditPage),
      },
    },
  },
};
