import type { CallOptions, Transport } from './transport.ts';
import type { Report, ReportName, GetReportQuery } from './types.ts';

/** Figures over time. They need the scope `reports:read`. */
export const makeReports = ({ json, open }: Transport) => {
  const at = (name: ReportName) => `/v1/reports/${name}`;
  return {
    /** Returns the points of each step and their totals. Without a time, of the last 28 days by day. */
    get: (name: ReportName, query: GetReportQuery = {}, options?: CallOptions): Promise<Report> =>
      json('GET', at(name), { ...options, query }),
    /** Returns the points as CSV, to be stored without being held in memory. */
    file: (name: ReportName, query: GetReportQuery = {}, options?: CallOptions): Promise<Response> =>
      open('GET', at(name), { ...options, query, accept: 'text/csv' }),
  };
};
