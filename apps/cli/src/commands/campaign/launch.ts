import type { Recado } from '@recado/client';
import type { Campaign, ChangedCampaign, Estimate } from '@recado/contract';
import { z } from 'zod';
import { misuse } from '../../failure.ts';
import { duration, fields, moment, money } from '../../terminal/format.ts';
import type { Screen } from '../../terminal/output.ts';
import { asJson, ignoringBalance, openSession, OutputOptions, type Add } from './shared.ts';

const Options = OutputOptions.extend({ yes: z.boolean().default(false), ignoreBalance: z.boolean().default(false) });

export const addLaunch: Add = (campaign) => {
  campaign
    .command('launch <id>')
    .description('show the estimate of a campaign, ask for confirmation, and launch it')
    .option('-y, --yes', 'launch without a question')
    .option(...ignoringBalance('launch'))
    .option(...asJson)
    .action(async (id: string, given: unknown) => {
      const { json, ...consent } = Options.parse(given);
      const session = await openSession({ json });
      const { launched } = await confirmAndLaunch(session, id, consent);
      if (launched)
        session.screen.show(
          launched,
          ({ status }) => `The campaign is ${status}. Run \`recado campaign watch ${id}\` to follow it.`,
        );
      else session.screen.note('Nothing was launched.');
      process.exitCode = launched ? 0 : 1;
    });
};

type Deps = { campaigns: Pick<Recado['campaigns'], 'estimate' | 'launch'>; screen: Screen };

/** Skips the question with `yes`, or for a dry run, which sends nothing. */
export type Consent = { yes: boolean; dryRun?: boolean; ignoreBalance?: boolean };

/** Throws early if confirmation is needed but there is no terminal. */
export const requireAnswer = ({ ask }: Screen, { yes, dryRun = false }: Consent): void => {
  if (!yes && !dryRun && !ask)
    throw misuse('No terminal to ask for confirmation. Use --yes to launch without a question.');
};

const questionOf = ({ to_send: people, cost }: Estimate): string =>
  `Send to ${people} people${cost ? ` for about ${money(cost)}` : ''}?`;

/** Holds the estimate that was shown, and the campaign if it was launched. */
export type Seen = { estimate: Estimate; launched?: Campaign | ChangedCampaign };

/** Shows the estimate, asks, and launches the campaign. The launch is refused if anything changed since the estimate. */
export const confirmAndLaunch = async (
  { campaigns, screen }: Deps,
  id: string,
  { yes, ignoreBalance = false }: Consent,
): Promise<Seen> => {
  const estimate = await campaigns.estimate(id);
  screen.note(showEstimate(estimate));
  const consent = { yes, dryRun: estimate.dry_run };
  requireAnswer(screen, consent);
  const isSure = yes || estimate.dry_run || (await screen.ask?.(questionOf(estimate)));
  if (!isSure) return { estimate };
  const request = { estimate_version: estimate.version, ...(ignoreBalance && { ignore_balance: true }) };
  return { estimate, launched: await campaigns.launch(id, request) };
};

export const addEstimate: Add = (campaign) => {
  campaign
    .command('estimate <id>')
    .description('show recipients, excluded people, cost and duration')
    .option(...asJson)
    .action(async (id: string, given: unknown) => {
      const { campaigns, screen } = await openSession(OutputOptions.parse(given));
      screen.show(await campaigns.estimate(id), showEstimate);
    });
};

/** Formats the estimate of a campaign as lines of a name and a value. */
export const showEstimate = (estimate: Estimate): string =>
  fields([
    ['people', estimate.people],
    ['to send', estimate.dry_run ? `${estimate.to_send} (dry run: nothing is sent)` : estimate.to_send],
    ...byReason(estimate.kept_back),
    ['segments', estimate.segments],
    ['accents', accentsOf(estimate.unicode)],
    ['accents of fallback', accentsOf(estimate.fallback?.unicode)],
    ['cost', costOf(estimate)],
    ...estimate.by_country.map(({ country, people, cost }): Row => [
      '',
      `${country} ${people}${cost ? ` for ${money(cost)}` : ''}`,
    ]),
    ...(estimate.by_language ?? []).map(({ language, people, cost }): Row => [
      'language',
      `${language} ${people}${cost ? ` for ${money(cost)}` : ''}`,
    ]),
    ['balance', balanceOf(estimate)],
    ...estimate.by_sender.map(({ sender, people, rate, paused }): Row => [
      'sender',
      `${sender} ${people} at ${rate}/s${paused ? ', PAUSED' : ''}`,
    ]),
    ...timeOf(estimate),
  ]);

type Row = [string, string | number | undefined];

const costOf = ({
  cost,
  unpriced,
  budget,
  is_within_budget: fits,
  prices_are_example: isExample,
}: Estimate): string => {
  const remarks = [
    ...(isExample ? ['from the example prices: check them with `recado prices get`'] : []),
    ...(unpriced.length > 0 ? [`without ${unpriced.join(', ')}, which have no price`] : []),
    ...(budget && fits !== undefined ? [`${fits ? 'within' : 'BEYOND'} the budget of ${money(budget)}`] : []),
  ];
  return [cost ? money(cost) : 'not known', ...remarks].join('; ');
};

/** Shows the cost of accents: with one letter that GSM-7 lacks, a segment has 70 characters instead of 160. */
const accentsOf = (unicode: Estimate['unicode']): string | undefined => {
  if (!unicode) return undefined;
  const { characters, people, segments, segments_in_gsm7: inGsm7, extra_cost: extra } = unicode;
  const because = characters.length ? ` because of ${characters.slice(0, 10).join(' ')}` : '';
  if (segments === inGsm7) return `${people} sent as UCS-2${because}; still ${segments} segments`;
  const [each, eachInGsm7] = [segments / people, inGsm7 / people];
  const isSame = Number.isInteger(each) && Number.isInteger(eachInGsm7);
  const sums = isSame ? `${each} segments instead of ${eachInGsm7}` : `${segments} segments instead of ${inGsm7}`;
  return `${people} sent as UCS-2${because}: ${sums}${extra ? `, ${money(extra)} more` : ''}`;
};

const balanceOf = ({ balance, dry_run: isDry }: Estimate): string | undefined =>
  balance &&
  `${money(balance)} at Twilio${balance.is_enough === false && !isDry ? ': NOT ENOUGH. Add money, or use --ignore-balance' : ''}`;

const byReason = (kept: Record<string, number>): Row[] =>
  Object.entries(kept).map(([reason, people]) => ['excluded', `${people} ${reason}`]);

const timeOf = ({
  duration_seconds: seconds,
  starts_at: from,
  ends_at: to,
  beyond_a_year: beyond,
}: Estimate): Row[] => [
  ['starts', from && moment(from)],
  ['ends', to && `${moment(to)}${seconds === undefined ? '' : `, ${duration(seconds)} later`}`],
  ['too late', beyond > 0 ? `${beyond} cannot be sent within one year` : undefined],
];
