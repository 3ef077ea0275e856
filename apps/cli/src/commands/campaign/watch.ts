import type { Recado } from '@recado/client';
import type { CampaignEngagement, CampaignProgress } from '@recado/contract';
import { Failure } from '../../failure.ts';
import { duration, moment, money } from '../../terminal/format.ts';
import type { Screen } from '../../terminal/output.ts';
import { openSession, OutputOptions, type Add } from './shared.ts';

export const addWatch: Add = (campaign) => {
  campaign
    .command('watch <id>')
    .description('follow a campaign until it is completed, canceled or paused, then print a report')
    .option('--json', 'print each progress report as a line of JSON')
    .addHelpText('after', '\nCtrl-C stops this command, not the campaign.')
    .action(async (id: string, given: unknown) => {
      const options = OutputOptions.parse(given);
      const session = await openSession(options);
      const progress = await watchCampaign(session, id, (each) => options.json && console.log(JSON.stringify(each)));
      if (!options.json) console.log(showProgress(progress));
      process.exitCode = await explainEnd(session, id, progress);
    });
};

type WatchDeps = { campaigns: Pick<Recado['campaigns'], 'progress'>; screen: Screen };

const stops = new Set<CampaignProgress['status']>(['paused', 'completed', 'canceled']);

/**
 * Follows a campaign until it is completed, canceled or paused, and returns its last progress. A paused campaign continues
 * only when somebody resumes it. Stopping to follow does not stop the campaign.
 */
export const watchCampaign = async (
  { campaigns, screen }: WatchDeps,
  id: string,
  onProgress: (progress: CampaignProgress) => void = () => undefined,
): Promise<CampaignProgress> => {
  let bar: ReturnType<Screen['progress']> | undefined;
  try {
    for await (const progress of campaigns.progress(id)) {
      bar ??= screen.progress(progress.people);
      bar.show(progress.done, progressInWords(progress));
      onProgress(progress);
      if (stops.has(progress.status)) return progress;
    }
  } finally {
    bar?.stop();
  }
  throw new Failure(
    'strange_answer',
    'the API closed the progress stream before the campaign ended. Run `recado campaign watch` again',
  );
};

/** Formats the progress for the text beside a bar. */
export const progressInWords = ({ done, people, rate, eta, at }: CampaignProgress): string => {
  const left = eta === undefined ? '' : `, ${duration((Date.parse(eta) - Date.parse(at)) / 1000)} to go`;
  return `${done} of ${people} people, ${rate.toFixed(rate < 10 ? 1 : 0)}/s${left}`;
};

const mostFirst = (counts: Record<string, number>): [string, number][] =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a);

const counted = (counts: Record<string, number>, indent = ''): string[] =>
  mostFirst(counts).map(([what, count]) => `${indent}${what} ${count}`);

/** Explains the reasons why a message of unknown outcome waits. */
const waitsFor: Record<string, string> = {
  waits_for_status_callback: "waiting for Twilio's status callback",
  waits_for_twilio_list: "Twilio's message list cannot be read; check the API key and the log of the workers",
  restored: 'the database was restored; looked up at Twilio before they are sent',
  sid_conflict: 'Twilio answered with the SID of another message; waiting for its status callback',
};

/** Formats the report: the statuses, such as `delivered 195`, then exclusions, errors and the cost. */
export const showProgress = (progress: CampaignProgress): string => {
  const {
    by_status: byStatus,
    kept_back: excluded,
    errors,
    waiting = [],
    fallbacks = {},
    cost,
    people,
    reached,
    engagement,
    at,
  } = progress;
  const failures = errors.map(({ code, meaning, messages }) => `  ${code} ${messages}  ${meaning}`);
  return [
    `${progress.status}: ${progress.percent} % of ${people} people at ${moment(at)}`,
    ...counted(byStatus),
    ...waiting.map(
      ({ reason, messages, since }) =>
        `  ${messages} of unknown outcome since ${moment(since)}: ${waitsFor[reason] ?? reason}`,
    ),
    ...(Object.keys(excluded).length > 0 ? ['excluded', ...counted(excluded, '  ')] : []),
    ...(failures.length > 0 ? ['by error', ...failures] : []),
    ...(Object.keys(fallbacks).length > 0 ? ['fallback SMS', ...counted(fallbacks, '  ')] : []),
    `reached ${reached} people`,
    ...engagementLines(engagement),
    ...(cost ? [`cost ${money(cost)}`] : []),
  ].join('\n');
};

/** A share without a denominator has no line. */
const engagementLines = (engagement: CampaignEngagement): string[] => [
  ...shareLine('delivered', engagement.delivered, 'sent'),
  ...shareLine('read', engagement.read, 'delivered', engagement.median_seconds_to_read),
  ...shareLine('replied', engagement.replied, 'people reached', engagement.median_seconds_to_reply),
  ...engagement.buttons.map(({ text, count }) => `  button ${JSON.stringify(text)} ${count}`),
  ...shareLine('opted out', engagement.opted_out, 'delivered'),
  ...shareLine('blocked', engagement.blocked, 'sent or refused'),
];

type Share = CampaignEngagement['delivered'];

const shareLine = (what: string, share: Share | undefined, among: string, median?: number): string[] => {
  if (!share?.of) return [];
  const half = median === undefined ? '' : `, half of them within ${duration(median)}`;
  return [`${what} ${share.count} of ${share.of} ${among} (${share.percent ?? 0} %)${half}`];
};

type ExplainEndDeps = { campaigns: Pick<Recado['campaigns'], 'get'>; screen: Screen };

/** Says what to do about a paused campaign, and returns the exit code: 0 only if the campaign is completed. */
export const explainEnd = async (
  { campaigns, screen }: ExplainEndDeps,
  id: string,
  { status }: Pick<CampaignProgress, 'status'>,
): Promise<number> => {
  if (status === 'completed') return 0;
  const { status_reason: reason = 'by request' } = await campaigns.get(id);
  screen.note(
    status === 'paused'
      ? `The campaign is paused (${reason}). Run \`recado campaign show ${id}\` for details, and \`recado campaign resume ${id}\` to continue.`
      : `The campaign is ${status} (${reason}).`,
  );
  return 1;
};
