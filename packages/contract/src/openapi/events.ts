import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { EventPage, ListEvents, type Event } from '../events.ts';
import { delivered, guarded } from './shared.ts';

const tags = ['Events'];
const { events: _events, ...message } = delivered;

const event: Event = {
  id: '5f0c1e7a-93b4-8d21-a6c7-2b9d4e8f1a30',
  type: 'message.delivered',
  sequence: 48_213,
  occurred_at: '2026-11-22T12:00:01.903Z',
  schema: 1,
  data: message,
};

export const eventPaths: ZodOpenApiPathsObject = {
  '/v1/events': {
    get: {
      operationId: 'listEvents',
      tags,
      summary: 'List events in their order',
      description:
        'Scope `messages:read`; `pii:read` shows full numbers. Numbers have no gap, and an event appears after all events with smaller numbers. ' +
        'Pass `next_after` as `after` to continue. With `wait`, the response comes as soon as there is an event. ' +
        'Events are kept for the days of the setting `event_log_days`; a number before that is refused with the reason `expired`. ' +
        'Ask for `application/x-ndjson` to get one event per line; the header `Recado-Next-After` then has the number.',
      requestParams: { query: ListEvents },
      responses: {
        ...guarded('invalid-request'),
        '200': {
          description: 'Events after the number, the oldest first',
          headers: {
            'Recado-Next-After': { schema: { type: 'integer' }, description: 'The same number as `next_after`' },
          },
          content: {
            'application/json': { schema: EventPage, example: { data: [event], next_after: 48_213 } },
            'application/x-ndjson': { schema: { type: 'string' } },
          },
        },
      },
    },
  },
};
