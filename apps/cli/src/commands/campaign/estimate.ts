import type { Estimate } from '@recado/contract';
import { duration, fields, moment, money } from '../../terminal/format.ts';
import { asJson, openSession, OutputOptions, type Add } from './shared.ts';

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
    ['balance', balanceOf(estimate)],
    ...estimate.by_sender.map(({ sender, people, rate, paused }): Row => [
      'sender',
      `${sender} ${people} at ${rate}/s${paused ? ', PAUSED' : ''}`,
    ]),
    ...timeOf(estimate),
  ]);
