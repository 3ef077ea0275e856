import { ReportPath, ReportQuery, type Report, type ReportName } from '@recado/contract';
import {
  countsPresses,
  planReport,
  type ButtonPresses,
  type DailyBudget,
  type FigureQuery,
  type InboundFigures,
  type LatencyFigures,
  type LoadedFigures,
  type MessageFigures,
} from '@recado/messaging';
import type { Request, RequestHandler } from 'express';
import { parse } from '../http/parse.ts';
import { csvFile, type Cell } from '../http/stream.ts';
import {
  describeBudget,
  describeErrors,
  inboundReport,
  messageReports,
  noFigures,
  presentDailyBudget,
} from '../present/report-figures.ts';
import { presentSums } from '../present/reports.ts';

type Deps = Parameters<typeof planReport>[0] & {
  loadMessageFigures: (query: FigureQuery) => Promise<LoadedFigures<MessageFigures>>;
  loadLatencyFigures: (query: FigureQuery) => Promise<LoadedFigures<LatencyFigures>>;
  loadPresses: (query: FigureQuery, range: { since: Date; until: Date }) => Promise<ButtonPresses>;
  loadDailyBudget: (range: { since: Date; until: Date }) => Promise<DailyBudget | undefined>;
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
    const sizeOf = ({ received, wrote }: InboundFigures) => received + (wrote ?? 0);
    return { report: name, ...presentSums({ query, figures, none: noFigures.inbound, show: inboundReport, sizeOf }) };
  }
  const common = { query, figures: await deps.loadMessageFigures(query), none: noFigures.messages };
  switch (name) {
    case 'delivery':
      return { report: name, ...presentSums({ ...common, show: messageReports[name], sizeOf: accepted }) };
    case 'engagement': {
      const sums = presentSums({ ...common, show: messageReports[name], sizeOf: accepted });
      const buttons = countsPresses(query.filters) && (await deps.loadPresses(query, common.figures));
      return { report: name, ...sums, ...(buttons && { buttons }) };
    }
    case 'cost': {
      const describeKey = describeBudget(common.figures.names);
      const sums = presentSums({ ...common, show: messageReports[name], sizeOf: accepted, describeKey });
      const daily = await deps.loadDailyBudget(common.figures);
      return { report: name, ...sums, ...(daily && { daily_budget: presentDailyBudget(daily) }) };
    }
    case 'errors': {
      const describeKey = describeErrors(query.by);
      return {
        report: name,
        ...presentSums({ ...common, show: messageReports[name], ...ofErrors(query), describeKey }),
      };
    }
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

/** A row for each point. A duration has a column for each of its percentiles, and an error code its meaning as the name. */
const csvOf = (report: Report): string => {
  const names = Object.keys(report.totals);
  const isDuration = (name: string) => report.report === 'latency' || name === 'first_answer';
  const nameOf = new Map(
    report.keys?.map((each) => [each.key, each.name ?? ('meaning' in each ? each.meaning : undefined)]),
  );
  const rows = report.points.map(({ at, key, ...figures }) => [
    at,
    ...(key === undefined ? [] : [key, nameOf.get(key)]),
    ...names.flatMap((name) => cellsOf((figures as Record<string, Figure>)[name], isDuration(name))),
  ]);
  const titles = names.flatMap((name) => (isDuration(name) ? percentiles.map((each) => `${name}_${each}`) : [name]));
  return csvFile([['at', ...(report.by === undefined ? [] : [report.by, 'name']), ...titles], ...rows]);
};

const percentiles = ['messages', 'p50', 'p90', 'p99'] as const;

type Figure = string | number | null | undefined | Record<(typeof percentiles)[number], number>;

const cellsOf = (figure: Figure, isDuration: boolean): Cell[] => {
  if (typeof figure === 'object' && figure !== null) return percentiles.map((each) => figure[each]);
  return isDuration ? percentiles.map(() => undefined) : [figure ?? undefined];
};
