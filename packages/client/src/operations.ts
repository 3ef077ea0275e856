import { makeList, type List } from './list.ts';
import type { CallOptions, Transport } from './transport.ts';
import type {
  BulkRetry,
  BulkRetryList,
  CreateBulkRetry,
  ErrorCodeList,
  FailureList,
  ListStrayCallbacksQuery,
  NoticeList,
  Operations,
  RefusedCallbackList,
  StrayCallback,
} from './types.ts';

type Hours = { hours?: number };

/** Shows what runs, what failed, and what somebody has to do. */
export const makeOperations = (transport: Transport) => {
  const { json, open } = transport;
  return {
    get: (options?: CallOptions): Promise<Operations> => json('GET', '/v1/operations', options),
    notices: (options?: CallOptions): Promise<NoticeList> => json('GET', '/v1/notices', options),
    /** Lists the errors of the last hours, each with its meaning and remedy. Default: 24. */
    failures: (query: Hours = {}, options?: CallOptions): Promise<FailureList> =>
      json('GET', '/v1/failures', { ...options, query }),
    /** Returns the same as CSV. */
    exportFailures: (query: Hours = {}, options?: CallOptions): Promise<Response> =>
      open('GET', '/v1/failures.csv', { ...options, query, accept: 'text/csv' }),
    errorCodes: (options?: CallOptions): Promise<ErrorCodeList> => json('GET', '/v1/error_codes', options),
    refusedCallbacks: (options?: CallOptions): Promise<RefusedCallbackList> =>
      json('GET', '/v1/callbacks/refused', options),
    /** Lists callbacks whose message is not in the database. */
    unknownCallbacks: (query?: ListStrayCallbacksQuery, options?: CallOptions): List<StrayCallback> =>
      makeList(transport, '/v1/callbacks/unknown', { ...options, query }),
  };
};

/** Retries of many messages, which workers do. Closing your process does not stop them. */
export const makeBulkRetries = ({ json }: Transport) => {
  const at = (id: string, verb = '') => `/v1/bulk_retries/${encodeURIComponent(id)}${verb}`;
  return {
    create: (retry: CreateBulkRetry, options?: CallOptions): Promise<BulkRetry> =>
      json('POST', '/v1/bulk_retries', { ...options, body: retry }),
    list: (options?: CallOptions): Promise<BulkRetryList> => json('GET', '/v1/bulk_retries', options),
    get: (id: string, options?: CallOptions): Promise<BulkRetry> => json('GET', at(id), options),
    cancel: (id: string, options?: CallOptions): Promise<BulkRetry> => json('POST', at(id, '/cancel'), options),
  };
};
