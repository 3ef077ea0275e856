import type { Estimate } from '@recado/contract';
import type { CampaignEstimate } from '@recado/messaging';
import { given } from './given.ts';

type Units = { people: number; units: number };

/** WhatsApp counts messages: only SMS has segments. */
const unitsOf = ({ people, units }: Units, isSms: boolean) => ({ people, ...(isSms && { segments: units }) });

const fallbackOf = ({ fallback }: CampaignEstimate): Estimate['fallback'] =>
  fallback && { ...unitsOf(fallback, true), ...given({ cost: fallback.cost }), unpriced: fallback.unpriced };

const sendersOf = ({ senders }: CampaignEstimate, isSms: boolean): Estimate['by_sender'] =>
  senders.map((sender) => ({
    sender: sender.senderId,
    ...unitsOf(sender, isSms),
    rate: sender.rate,
    paused: sender.isPaused,
    ...given({ ends_at: sender.endsAt?.toISOString() }),
  }));

const durationOf = ({ startsAt, endsAt }: CampaignEstimate): number | undefined =>
  startsAt && endsAt && Math.ceil((endsAt.getTime() - startsAt.getTime()) / 1000);

/** An estimate as the API shows it. */
export const presentEstimate = (estimate: CampaignEstimate): Estimate => {
  const { campaign, toSend, priced, countries, startsAt, endsAt } = estimate;
  const isSms = campaign.channel === 'sms';
  return {
    version: estimate.version,
    people: estimate.people,
    to_send: toSend.people,
    kept_back: estimate.keptBack,
    unpriced: priced.unpriced,
    by_country: countries.map((each) => ({
      country: each.country,
      ...unitsOf(each, isSms),
      ...given({ cost: each.cost }),
    })),
    by_sender: sendersOf(estimate, isSms),
    beyond_a_year: estimate.beyondAYear,
    dry_run: campaign.dryRun,
    ...given({
      segments: isSms ? toSend.units : undefined,
      cost: priced.cost,
      prices_are_example: estimate.pricesAreExample || undefined,
      fallback: fallbackOf(estimate),
      budget: campaign.budget,
      is_within_budget: estimate.isWithinBudget,
      window: estimate.window,
      starts_at: startsAt?.toISOString(),
      ends_at: endsAt?.toISOString(),
      duration_seconds: durationOf(estimate),
    }),
  };
};
