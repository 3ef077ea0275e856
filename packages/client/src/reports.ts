import type { CallOptions, Transport } from './transport.ts';
import type { Report, ReportName, GetReportQuery } from './types.ts';

export const makeReports = ({ json, open }: Transport) => {
  const at = (name: ReportName) => `/v1/reports/${name}`;
  return {
    get: (name: ReportName, query: GetReportQuery = {}, options?: CallOptions): Promise<Report> =>
      json('GET', at(name), { ...options, query }),
    /** The points as CSV. */
    file: (name: ReportName, query: GetReportQuery = {}, options?: CallOptions): Promise<Response> =>
      open('GET', at(name), { ...options, query, accept: 'text/csv' }),
  };
};
