import type { GetReportQuery } from '@recado/client';
import { ReportDimension, ReportName, ReportStep, type Report } from '@recado/contract';
import { Argument, Option, type Command } from 'commander';
import { z } from 'zod';
import { asWritten, connect } from '../api/connect.ts';
import { misuse } from '../failure.ts';
import { columns } from '../terminal/format.ts';
import { openScreen } from '../terminal/output.ts';
import { asJson, OutputOptions } from './campaign/shared.ts';

export const addReport = (program: Command): void => {
  program
    .command('report')
    .description('show what messages did over time')
    .addArgument(new Argument('<report>', 'report').choices(ReportName.options))
    .option('--since <time>', 'start: a duration before now, for example 28d or 12h, or a time', '28d')
    .option('--until <time>', 'end: a duration before now, or a time (default: now)')
    .addOption(new Option('--step <step>', 'length of a step').choices(ReportStep.options))
    .addOption(new Option('--by <field>', 'one row for each value of this field').choices(ReportDimension.options))
    .option('--timezone <zone>', 'time zone of days (default: the setting report_timezone)')
    .option('--sender <id>', 'messages of this sender')
    .option('--channel <channel>', 'messages of this channel')
    .option('--category <category>', 'messages of this category')
    .option('--template <name>', 'messages of this template')
    .option('--country <country>', 'messages to this country, for example BR')
    .option('--campaign <id>', 'messages of this campaign')
    .option('--api-key <id>', 'messages that this API key sent')
    .option('--compare', 'add the change against the period of the same length before')
    .option('--csv', 'print the points as CSV')
    .option(...asJson)
    .addHelpText('after', '\nExample:\n  recado report delivery --since 28d --by template')
    .action(show);
};

const show = async (report: ReportName, given: unknown): Promise<void> => {
  const { json, csv, ...options } = Options.parse(given);
  const filter = filterOf(options, new Date());
  const { reports } = await connect();
  const query = asWritten<GetReportQuery>(filter);
  if (csv) process.stdout.write(await (await reports.file(report, query)).text());
  else
    openScreen({ json }).show(await reports.get(report, query), (shown) => showReport(shown, process.stdout.columns));
};

const word = z.string().optional();

const Options = OutputOptions.extend({
  since: word,
  until: word,
  step: word,
  by: word,
  timezone: word,
  sender: word,
  channel: word,
  category: word,
  template: word,
  country: word,
  campaign: word,
  apiKey: word,
  compare: z.boolean().default(false),
  csv: z.boolean().default(false),
});

type Filter = Omit<z.infer<typeof Options>, 'json' | 'csv'>;

/** Makes the query from the options. The API validates all but the durations. */
export const filterOf = ({ since, until, campaign, apiKey, compare, ...rest }: Filter, now: Date) => ({
  ...rest,
  since: since && timeOf('--since', since, now),
  until: until && timeOf('--until', until, now),
  campaign_id: campaign,
  api_key: apiKey,
  compare: compare ? 'previous' : undefined,
});

const unitMs = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

const timeOf = (option: string, text: string, now: Date): string => {
  const [, count, unit] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined)
    return new Date(now.getTime() - Number(count) * unitMs[unit as keyof typeof unitMs]).toISOString();
  if (/^\d{4}-/.test(text)) return text;
  throw misuse(`${option} ${text}: write a duration such as 28d, 12h or 4w, or a time such as 2026-12-01T00:00:00Z`);
};

/** Names the figures that a terminal shows of each report. The bar is as long as the first of them says. */
const figures: Record<Report['report'], readonly string[]> = {
  delivery: ['accepted', 'sent', 'delivered', 'delivered_percent', 'read', 'undelivered', 'failed', 'kept_back'],
  engagement: ['delivered', 'read', 'read_percent', 'reached', 'replied', 'replied_percent', 'opted_out'],
  cost: ['cost', 'charged', 'expected', 'accepted', 'per_delivered', 'per_reply'],
  latency: ['wait', 'send', 'deliver', 'read', 'reply'],
  errors: ['messages', 'tried', 'percent'],
  kept_back: ['messages', 'accepted', 'percent'],
  campaigns: ['sent', 'delivered_percent', 'read_percent', 'replied_percent', 'opted_out', 'cost'],
  inbox: [
    'received',
    'wrote',
    'waiting',
    'answered',
    'answered_in_24h_percent',
    'first_answer',
    'windows_closed',
    'opted_out',
    'pressed',
  ],
};

/**
 * Formats a report as a table with bars: a row for each key, or for each step, and the totals. `width` is that of the terminal in
 * characters; without one, the table has all columns.
 */
export const showReport = (report: Report, width = Number.POSITIVE_INFINITY): string => {
  const { timezone, currency, left_out: leftOut, day_offset_minutes: late } = report;
  const names = figures[report.report];
  let shown = names.length;
  let bars = barWidth;
  let table = tableOf(report, names, bars);
  while (widthOf(table) > width && (bars > leastBar || shown > 1)) {
    if (bars > leastBar) bars -= 1;
    else shown -= 1;
    table = tableOf(report, names.slice(0, shown), bars);
  }
  return [
    `${report.report}: ${day(report.since, timezone)} to ${day(report.until, timezone)} (${timezone}${currency === undefined ? '' : `, ${currency}`})`,
    table,
    ...notesOf(report),
    ...(shown === names.length
      ? []
      : [`The terminal is too narrow for: ${names.slice(shown).map(titleOf).join(', ')}.`]),
    ...(leftOut === undefined ? [] : [`${leftOut} smaller rows are counted in the last row only.`]),
    ...(late === undefined ? [] : [`Days begin ${late} minutes after midnight, because hours are counted by UTC.`]),
  ].join('\n');
};

const tableOf = (report: Report, names: readonly string[], bars: number): string => {
  const { by, previous, keys, totals } = report;
  const main = names[0] ?? '';
  const rows = rowsOf(report);
  const sizes = rows.map(({ figures: own }) => sizeOf(own[main]));
  const most = Math.max(...sizes, 0);
  const before = new Map<string, unknown>(previous?.keys?.map((key) => [key.key, fieldOf(key, main)]));
  const changeOfRow = (key: string, own: Figures) =>
    previous && keys ? [change(sizeOf(own[main]), sizeOf(before.get(key)))] : [];
  const changeOfAll = previous ? [change(sizeOf(fieldOf(totals, main)), sizeOf(fieldOf(previous.totals, main)))] : [];
  return columns(
    [by ?? 'from', '', ...names.map(titleOf), ...(previous ? ['change'] : [])],
    [
      ...rows.map(({ label, key, figures: own }, row) => [
        label.length > longestLabel ? `${label.slice(0, longestLabel - 1)}…` : label,
        bar(sizes[row] ?? 0, most, bars),
        ...names.map((name) => cell(own[name])),
        ...changeOfRow(key, own),
      ]),
      ['all', '', ...names.map((name) => cell(fieldOf(totals, name))), ...changeOfAll],
    ],
  );
};

const longestLabel = 36;
const leastBar = 5;
const widthOf = (table: string): number => Math.max(...table.split('\n').map((line) => line.length));

/** Says what a report has beside its figures. */
const notesOf = (report: Report): string[] => {
  if (report.report === 'errors')
    return (report.keys ?? []).flatMap(({ key, meaning, remedy }) =>
      meaning === undefined || remedy === undefined ? [] : [`${key}: ${meaning}. Remedy: ${titleOf(remedy)}.`],
    );
  if (report.report === 'engagement' && report.buttons?.length)
    return ['Buttons pressed:', ...report.buttons.map(({ text, count }) => `  ${text}: ${count}`)];
  if (report.report !== 'cost') return [];
  const ofCampaigns = (report.keys ?? []).flatMap(({ key, name = key, budget }) =>
    budget ? [`${name} spent ${budget.percent} % of its budget of ${budget.currency} ${budget.amount}.`] : [],
  );
  const [most] = (report.daily_budget?.days ?? []).toSorted((a, b) => b.percent - a.percent);
  return [
    ...ofCampaigns,
    ...(report.daily_budget && most
      ? [
          `Daily budget: ${report.daily_budget.currency} ${report.daily_budget.amount}. The most was ${most.percent} %, on ${most.day}.`,
        ]
      : []),
  ];
};

type Figures = Record<string, unknown>;

const fieldOf = (object: object, name: string): unknown =>
  Object.entries(object).find(([field]) => field === name)?.[1];

const rowsOf = ({
  by,
  keys = [],
  points,
  step,
  timezone,
}: Report): { label: string; key: string; figures: Figures }[] =>
  by === undefined
    ? points.map(({ at, ...own }) => ({
        label: step === 'hour' ? moment(at, timezone) : day(at, timezone),
        key: '',
        figures: own,
      }))
    : keys.map(({ key, name, ...own }) => ({ label: name ?? (key === '' ? '-' : key), key, figures: own }));

const formatted = (at: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('sv-SE', options).format(new Date(at));

const day = (at: string, timeZone: string): string => formatted(at, { dateStyle: 'short', timeZone });
const moment = (at: string, timeZone: string): string =>
  formatted(at, { dateStyle: 'short', timeStyle: 'short', timeZone });

const titleOf = (name: string): string => name.replaceAll('_', ' ').replace('percent', '%');

const Percentiles = z.object({ messages: z.number(), p50: z.number(), p90: z.number() });

/** The number that a bar shows: of durations their median. */
const sizeOf = (figure: unknown): number => Percentiles.safeParse(figure).data?.p50 ?? (Number(figure ?? 0) || 0);

const cell = (figure: unknown): string => {
  const { data } = Percentiles.safeParse(figure);
  if (data) return `${data.p50} s (90 %: ${data.p90} s)`;
  return typeof figure === 'number' || typeof figure === 'string' ? String(figure) : '-';
};

const change = (now: number, before: number): string => {
  if (before === 0) return now === 0 ? '0 %' : 'new';
  const percent = Math.round((now / before - 1) * 100);
  return `${percent > 0 ? '+' : ''}${percent} %`;
};

const barWidth = 20;
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

const bar = (size: number, most: number, width: number): string => {
  const length = most > 0 ? Math.round((Math.max(0, size) / most) * width * 8) : 0;
  return '█'.repeat(Math.floor(length / 8)) + (eighths[length % 8] ?? '');
};
