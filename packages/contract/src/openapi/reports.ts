import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { ReportPath, ReportQuery } from '../report-query.ts';
import { Report } from '../reports.ts';
import { guarded, json } from './shared.ts';

const Points = z.string().meta({
  description:
    'A line for each point, and a column for each figure. A percentile has a column of its own, such as `wait_p90`',
});

const figures = {
  accepted: 1000,
  waiting: 0,
  sent: 980,
  delivered: 950,
  delivered_percent: 96.94,
  read: 610,
  undelivered: 20,
  failed: 5,
  kept_back: 15,
  expired: 0,
  canceled: 0,
};

const delivery: Report = {
  report: 'delivery',
  since: '2026-11-01T03:00:00.000Z',
  until: '2026-11-03T03:00:00.000Z',
  step: 'day',
  timezone: 'America/Sao_Paulo',
  currency: 'USD',
  points: [{ at: '2026-11-01T03:00:00.000Z', ...figures }],
  totals: figures,
  counted_until: '2026-11-02T14:31:07.412Z',
};

/** Describes the figures over time. */
export const reportPaths: ZodOpenApiPathsObject = {
  '/v1/reports/{report}': {
    get: {
      operationId: 'getReport',
      tags: ['Reports'],
      summary: 'Show figures of messages over time',
      description:
        'Scope `reports:read`. A message counts in the step in which it was accepted, with its current status. Inbound messages ' +
        'count when they came. A report refuses fields that it does not have. `Accept: text/csv` returns the points as a file.',
      requestParams: { path: ReportPath, query: ReportQuery },
      responses: {
        ...guarded('invalid-request'),
        '200': {
          description: 'The report',
          content: { ...json('', Report, delivery).content, 'text/csv': { schema: Points } },
        },
      },
    },
  },
};
