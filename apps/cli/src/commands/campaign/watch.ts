import type { CampaignProgress } from '@recado/contract';
import type { CampaignCalls } from '../../api/campaigns.ts';
import { Failure } from '../../failure.ts';
import { duration, moment, money } from '../../terminal/format.ts';
import type { Screen } from '../../terminal/output.ts';
import { openSession, OutputOptions, type Add } from './shared.ts';

export const addWatch: Add = (campaign) => {
  campaign
    .command('watch <id>')
    .description('follow a campaign until it is over or paused, then print its report')
    .option('--json', 'print each progress as a line of JSON')
    .addHelpText(
      'after',
      '\nExit code 0: completed. 1: canceled or paused. Ctrl-C stops the watching, not the campaign.',
    )
    .action(async (id: string, given: unknown) => {
      const options = OutputOptions.parse(given);
      const session = await openSession(options);
      const progress = await watchCampaign(session, id, (each) => options.json && console.log(JSON.stringify(each)));
      if (!options.json) console.log(showProgress(progress));
      process.exitCode = await explainEnd(session, id, progress);
    });
};

type WatchDeps = { campaigns: Pick<CampaignCalls, 'progress'>; screen: Screen };

const stops = new Set<CampaignProgress['status']>(['paused', 'completed', 'canceled']);

/**
 * Follows a campaign until it has come to its end, or is paused: then it goes on only when somebody says so. Gives how far
 * it came. Whoever stops watching stops nothing else.
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
  throw new Failure('strange_answer', 'the API ended its report before the campaign was over');
};

/** How far it is, for beside a bar. */
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

/** What a message of unknown outcome waits for, by its reason. */
const waitsFor: Record<string, string> = {
  waits_for_status_callback: "waiting for Twilio's status callback",
  waits_for_twilio_list: "Twilio's message list cannot be read; check the API key and the log of the workers",
  restored: 'the database was restored; looked up at Twilio before they are sent',
  sid_conflict: 'Twilio answered with the SID of another message; waiting for its status callback',
};

/** What became of everyone: `delivered 195`, a line each, then why the others were not reached, and what it cost. */
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
    ...(Object.keys(fallbacks).length > 0 ? ['SMS in place of WhatsApp', ...counted(fallbacks, '  ')] : []),
    `reached ${reached} people`,
    ...(cost ? [`cost ${money(cost)}`] : []),
  ].join('\n');
};

type ExplainEndDeps = { campaigns: Pick<CampaignCalls, 'find'>; screen: Screen };

/** Says what is to be done when a campaign stands still, and gives the exit code: 0 only if everyone was dealt with. */
export const explainEnd = async (
  { campaigns, screen }: ExplainEndDeps,
  id: string,
  { status }: Pick<CampaignProgress, 'status'>,
): Promise<number> => {
  if (status === 'completed') return 0;
  const { status_reason: reason = 'asked for' } = await campaigns.find(id);
  screen.note(
    status === 'paused'
      ? `It is paused (${reason}). \`recado campaign resume ${id}\` goes on; \`recado campaign show ${id}\` tells more.`
      : `It is ${status} (${reason}).`,
  );
  return 1;
};
