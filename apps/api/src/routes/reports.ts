import { ReportPath, ReportQuery, type Report, type ReportName } from '@recado/contract';
import {
  planReport,
  type FigureQuery,
  type InboundFigures,
  type LatencyFigures,
  type LoadedFigures,
  type MessageFigures,
} from '@recado/messaging';
import type { Request, RequestHandler } from 'express';
import { parse } from '../http/parse.ts';
import { csvFile, type Cell } from '../http/stream.ts';
import { messageReports, noFigures, presentSums } from '../present/reports.ts';

type Deps = Parameters<typeof planReport>[0] & {
  loadMessageFigures: (query: FigureQuery) => Promise<LoadedFigures<MessageFigures>>;
  loadLatencyFigures: (query: FigureQuery) => Promise<LoadedFigures<LatencyFigures>>;
  loadInboundFigures: (query: FigureQuery) => Promise<LoadedFigures<InboundFigures>>;
};

/** Answers with a report as JSON, or its points as a file. */
export const getReport =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const { report: name } = parse(ReportPath, request.params);
    const query = await planReport(deps, name, parse(ReportQuery, request.query));
    const report = await makeReport(deps, name, query);
    response.vary('Accept');
    if (!wantsCsv(request)) return void response.json(report);
    response.attachment(`${name}.csv`).type('text/csv; charset=utf-8').send(csvOf(report));
  };

const wantsCsv = (request: Request): boolean => request.accepts(['json', 'text/csv']) === 'text/csv';

const makeReport = async (deps: Deps, name: ReportName, query: FigureQuery): Promise<Report> => {
  if (name === 'latency') {
    const figures = await deps.loadLatencyFigures(query);
    return { report: name, ...presentSums({ query, figures, none: noFigures.latencies, show: asIs, sizeOf: longest }) };
  }
  if (name === 'inbox') {
    const figures = await deps.loadInboundFigures(query);
    const sizeOf = ({ received }: InboundFigures) => received;
    return { report: name, ...presentSums({ query, figures, none: noFigures.inbound, show: asIs, sizeOf }) };
  }
  const common = { query, figures: await deps.loadMessageFigures(query), none: noFigures.messages };
  switch (name) {
    case 'delivery':
      return { report: name, ...presentSums({ ...common, show: messageReports[name], sizeOf: accepted }) };
    case 'engagement':
      return { report: name, ...presentSums({ ...common, show: messageReports[name], sizeOf: accepted }) };
    case 'cost':
      return { report: name, ...presentSums({ ...common, show: messageReports[name], sizeOf: accepted }) };
    case 'errors':
      return { report: name, ...presentSums({ ...common, show: messageReports[name], ...ofErrors(query) }) };
    case 'kept_back':
      return { report: name, ...presentSums({ ...common, show: messageReports[name], ...ofReasons(query) }) };
    case 'campaigns':
      return { report: name, ...presentSums({ ...common, show: messageReports[name], sizeOf: accepted }) };
  }
};

const asIs = <Figures>(figures: Figures): Figures => figures;

/** Messages of a retry only have a cost. */
const accepted = (figures: MessageFigures): number => figures.accepted + Number(figures.cost);

const longest = ({ wait, send, deliver, read, reply }: LatencyFigures): number =>
  Math.max(...[wait, send, deliver, read, reply].map((stage) => stage?.messages ?? 0));

/** A code or a reason is one of all messages of its step. Other keys count their own messages. */
const ofErrors = ({ by }: FigureQuery) => ({
  sizeOf: ({ failed, undelivered }: MessageFigures) => failed + undelivered,
  ...(by === 'error_code' && {
    shareInTotals: ({ failed, undelivered }: MessageFigures, { sent, failed: allFailed }: MessageFigures) => ({
      ...noFigures.messages,
      undelivered: failed + undelivered,
      sent: sent + allFailed,
    }),
  }),
});

const ofReasons = ({ by }: FigureQuery) => ({
  sizeOf: ({ kept_back: messages }: MessageFigures) => messages,
  ...(by === 'reason' && {
    shareInTotals: (own: MessageFigures, { accepted: all }: MessageFigures) => ({ ...own, accepted: all }),
  }),
});

/** A row for each point. A stage has a column for each of its percentiles. */
const csvOf = (report: Report): string => {
  const isLatency = report.report === 'latency';
  const names = Object.keys(report.totals).flatMap((name) =>
    isLatency ? percentiles.map((each) => `${name}_${each}`) : [name],
  );
  const nameOf = new Map(report.keys?.map(({ key, name }) => [key, name]));
  const rows = report.points.map(({ at, key, ...figures }) => [
    at,
    ...(key === undefined ? [] : [key, nameOf.get(key)]),
    ...Object.values(figures).flatMap((figure) => cellsOf(figure, isLatency)),
  ]);
  return csvFile([['at', ...(report.by === undefined ? [] : [report.by, 'name']), ...names], ...rows]);
};

const percentiles = ['messages', 'p50', 'p90', 'p99'] as const;

type Figure = string | number | null | Record<(typeof percentiles)[number], number>;

const cellsOf = (figure: Figure, isLatency: boolean): Cell[] => {
  if (typeof figure === 'object' && figure !== null) return percentiles.map((name) => figure[name]);
  return isLatency ? percentiles.map(() => undefined) : [figure ?? undefined];
};
