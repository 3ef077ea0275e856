import type { CampaignProgress } from '@recado/contract';
import { duration, moment, money } from '../terminal/format.ts';

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

/** What became of everyone: `delivered 195`, a line each, then why the others were not reached, and what it cost. */
export const showProgress = (progress: CampaignProgress): string => {
  const { by_status: byStatus, kept_back: keptBack, errors, fallbacks = {}, cost, people, reached, at } = progress;
  const failures = errors.map(({ code, meaning, messages }) => `  ${code} ${messages}  ${meaning}`);
  return [
    `${progress.status}: ${progress.percent} % of ${people} people at ${moment(at)}`,
    ...counted(byStatus),
    ...(Object.keys(keptBack).length > 0 ? ['kept back', ...counted(keptBack, '  ')] : []),
    ...(failures.length > 0 ? ['by error', ...failures] : []),
    ...(Object.keys(fallbacks).length > 0 ? ['SMS in place of WhatsApp', ...counted(fallbacks, '  ')] : []),
    `reached ${reached} people`,
    ...(cost ? [`cost ${money(cost)}`] : []),
  ].join('\n');
};
