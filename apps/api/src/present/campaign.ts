import type {
  Campaign,
  CampaignEvent,
  CampaignHistory,
  CampaignProgress,
  Estimate,
  Money,
  Preview,
} from '@recado/contract';
import {
  maskNumber,
  type AudienceCopy,
  type campaignHistory,
  type CampaignEstimate,
  type CampaignPreview,
  type PreviewedText,
  type Progress,
  type RecordedCampaign,
  type RecordedCampaignEvent,
} from '@recado/messaging';
import type { View } from '../auth/caller.ts';
import { omitUndefined } from '@recado/presentation';
import { presentEngagement } from './engagement.ts';
import { meaningOf } from './recipient.ts';

/** A campaign as the API shows it: how it was set up, and where it stands. */
export const presentCampaign = (campaign: RecordedCampaign): Campaign => ({
  id: campaign.id,
  name: campaign.name,
  status: campaign.status,
  channel: campaign.channel,
  category: campaign.category,
  template: campaign.templateName,
  language: campaign.templateLanguage,
  language_per_recipient: campaign.languagePerRecipient ?? false,
  variables: campaign.variables,
  senders: campaign.senderIds,
  dry_run: campaign.dryRun,
  recipients: campaign.recipients,
  created_at: campaign.createdAt.toISOString(),
  created_by: campaign.createdBy,
  updated_at: campaign.updatedAt.toISOString(),
  ...omitUndefined({
    audience: campaign.copy && presentCopy(campaign.copy),
    exclude: campaign.exclude,
    exclusions: campaign.exclusions,
    first_part: firstPartOf(campaign),
    status_reason: campaign.statusReason,
    send_at: campaign.sendAt?.toISOString(),
    window: campaign.window,
    valid_for: campaign.validFor,
    budget: campaign.budget,
    fallback: campaign.fallback,
    frequency_cap: campaign.frequencyCap,
    consent: campaign.consent,
    launched_at: campaign.launchedAt?.toISOString(),
    launched_by: campaign.launchedBy,
    paused_at: campaign.pausedAt?.toISOString(),
    ended_at: campaign.endedAt?.toISOString(),
  }),
});

const firstPartOf = ({ firstPart: people, firstPartFedAt }: RecordedCampaign): Campaign['first_part'] =>
  people === undefined ? undefined : { people, ...omitUndefined({ fed_at: firstPartFedAt?.toISOString() }) };

const presentCopy = ({ from, where, afterSeconds, isDone, leftOut }: AudienceCopy): Campaign['audience'] => ({
  from_campaign: from,
  where,
  after: afterSeconds,
  is_copying: !isDone,
  left_out: leftOut,
});

export const presentCampaignEvent = ({ at, type, by, reason, detail }: RecordedCampaignEvent): CampaignEvent => ({
  at: at.toISOString(),
  type,
  ...omitUndefined({ by, reason, detail }),
});

export const presentHistory = (history: Awaited<ReturnType<typeof campaignHistory>>): CampaignHistory => {
  const { events, stepSeconds, points, currency } = history;
  return {
    step: stepSeconds,
    points: points.map(({ at, cost, ...counts }) => ({
      at: at.toISOString(),
      ...counts,
      ...(currency !== undefined && { cost: { amount: cost, currency } }),
    })),
    events: events.map(presentCampaignEvent),
  };
};

type Units = { people: number; units: number };

/** An estimate as the API shows it. */
export const presentEstimate = (estimate: CampaignEstimate): Estimate => {
  const { campaign, toSend, priced, countries, languages, startsAt, endsAt } = estimate;
  const isSms = campaign.channel === 'sms';
  return {
    version: estimate.version,
    people: estimate.people,
    to_send: toSend.people,
    kept_back: estimate.excluded,
    unpriced: priced.unpriced,
    by_country: countries.map((each) => ({ country: each.country, ...pricedUnitsOf(each, isSms) })),
    by_sender: sendersOf(estimate, isSms),
    beyond_a_year: estimate.beyondAYear,
    dry_run: campaign.dryRun,
    ...omitUndefined({
      by_language: languages?.map((each) => ({ language: each.language, ...pricedUnitsOf(each, isSms) })),
      segments: isSms ? toSend.units : undefined,
      cost: priced.cost,
      prices_are_example: estimate.pricesAreExample || undefined,
      fallback: fallbackOf(estimate),
      unicode: unicodeOf(estimate.unicode),
      budget: campaign.budget,
      is_within_budget: estimate.isWithinBudget,
      balance: balanceOf(estimate),
      window: estimate.window,
      starts_at: startsAt?.toISOString(),
      ends_at: endsAt?.toISOString(),
      duration_seconds: durationOf(estimate),
    }),
  };
};

/** WhatsApp counts messages: only SMS has segments. */
const unitsOf = ({ people, units }: Units, isSms: boolean) => ({ people, ...(isSms && { segments: units }) });

const pricedUnitsOf = (each: Units & { cost?: Money }, isSms: boolean) => ({
  ...unitsOf(each, isSms),
  ...omitUndefined({ cost: each.cost }),
});

const unicodeOf = (unicode: CampaignEstimate['unicode']): Estimate['unicode'] =>
  unicode && {
    characters: unicode.characters,
    people: unicode.people,
    segments: unicode.segments,
    segments_in_gsm7: unicode.segmentsInGsm7,
    ...omitUndefined({ extra_cost: unicode.extra }),
  };

const balanceOf = ({ balance }: CampaignEstimate): Estimate['balance'] =>
  balance && {
    amount: balance.amount,
    currency: balance.currency,
    read_at: balance.readAt.toISOString(),
    ...omitUndefined({ other_campaigns: balance.others, is_enough: balance.isEnough }),
  };

const fallbackOf = ({ fallback }: CampaignEstimate): Estimate['fallback'] =>
  fallback && {
    ...unitsOf(fallback, true),
    ...omitUndefined({ cost: fallback.cost, unicode: unicodeOf(fallback.unicode) }),
    unpriced: fallback.unpriced,
  };

const sendersOf = ({ senders }: CampaignEstimate, isSms: boolean): Estimate['by_sender'] =>
  senders.map((sender) => ({
    sender: sender.senderId,
    ...unitsOf(sender, isSms),
    rate: sender.rate,
    paused: sender.isPaused,
    ...omitUndefined({ ends_at: sender.endsAt?.toISOString() }),
  }));

const durationOf = ({ startsAt, endsAt }: CampaignEstimate): number | undefined =>
  startsAt && endsAt && Math.ceil((endsAt.getTime() - startsAt.getTime()) / 1000);

/**
 * `texts` lets a person read the text of a row without its number: they imported the file that it comes from. Who sees
 * numbers sees texts, too.
 */
type PreviewView = View & { texts: boolean };

/** A preview as the API shows it. The values of a person's row are as personal as the number. */
export const presentPreview = (preview: CampaignPreview, { unmasked, texts }: PreviewView): Preview => {
  const { campaign, member, language, variables, text, segments, notInGsm7, content, handed, fallback } = preview;
  return {
    recipient: member.id,
    line: member.line,
    to: unmasked ? member.to : maskNumber(member.to),
    channel: campaign.channel,
    language,
    ...(texts && omitUndefined({ text, content, fallback: fallback && presentText(fallback) })),
    ...omitUndefined({ segments, content_sid: handed?.contentSid, kept_back: member.excluded }),
    ...(unmasked && {
      variables,
      ...omitUndefined({ not_in_gsm7: notInGsm7, content_variables: handed?.variables }),
    }),
  };
};

const presentText = ({ text, segments, notInGsm7 }: PreviewedText) =>
  omitUndefined({ text, segments, not_in_gsm7: notInGsm7 });

export const presentProgress = (progress: Progress, at: Date): CampaignProgress => ({
  status: progress.status,
  people: progress.people,
  done: progress.done,
  percent: progress.percent,
  reached: progress.reached,
  by_status: progress.byStatus,
  engagement: presentEngagement(progress),
  kept_back: Object.fromEntries(progress.excluded),
  errors: [...progress.errors].map(([code, messages]) => ({ code, meaning: meaningOf(code), messages })),
  ...omitUndefined({ waiting: waitingOf(progress), fallbacks: fallbacksOf(progress) }),
  rate: progress.rate,
  ...omitUndefined({ eta: progress.doneAt?.toISOString(), cost: progress.cost }),
  at: at.toISOString(),
});

const waitingOf = ({ waiting }: Progress): CampaignProgress['waiting'] =>
  waiting.length > 0 ? waiting.map(({ since, ...rest }) => ({ ...rest, since: since.toISOString() })) : undefined;

const fallbacksOf = ({ fallbackByStatus }: Progress): CampaignProgress['fallbacks'] =>
  Object.values(fallbackByStatus).some((messages) => messages > 0) ? fallbackByStatus : undefined;
