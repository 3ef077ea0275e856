import type { Money, SendingWindow } from '@recado/contract';
import { renderBody } from '../messages/content.ts';
import { unicodeCostOf, type UnicodeCost } from '../messages/gsm7.ts';
import { microsOf, priceParts, type CountryPart, type PartsCost, type PriceList } from '../pricing/prices.ts';
import type { RecordedSender } from '../senders/sender.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import { openingOf } from '../sending-window/window.ts';
import type { RecordedCampaign } from './campaign.ts';
import { findCampaign, noSuchCampaign } from './change.ts';
import { paceOf, type AudiencePart, type Pace, type Quantity } from './duration.ts';
import { estimateVersion, type EstimateBasis } from './launch.ts';

type Deps = Parameters<typeof findCampaign>[0] & {
  clock: () => Date;
  findEstimateBasis: (campaignId: string) => Promise<EstimateBasis | undefined>;
  findSenders: () => Promise<RecordedSender[]>;
  findTemplate: (name: string, language?: string) => Promise<RecordedTemplate | undefined>;
  findPrices: () => Promise<PriceList | undefined>;
  findSettings: () => Promise<{ marketingWindow: SendingWindow }>;
  /** Adds up an audience, however large, without holding up others; `at`: what is known of people then. */
  findAudienceParts: (campaignId: string, at: Date) => Promise<AudiencePart[]>;
};

type CountryQuantity = Quantity & { country: string; cost?: Money };

export type CampaignEstimate = Pace & {
  version: string;
  campaign: RecordedCampaign;
  people: number;
  toSend: Quantity;
  excluded: Record<string, number>;
  countries: CountryQuantity[];
  priced: PartsCost;
  pricesAreExample: boolean;
  /** The cost alone; without a budget or prices: unknown. */
  isWithinBudget?: boolean;
  /** The maximum: the fallback of every message. */
  fallback?: Quantity & PartsCost;
  window?: SendingWindow;
  /** An SMS whose own text is not in GSM-7. `extra`: how much more it costs than it would in GSM-7. */
  unicode?: UnicodeCost & { extra?: Money };
};

const unknownCountry = '?';

const nobody: Quantity = { people: 0, units: 0 };

/**
 * Estimates a launch at this moment: recipients, exclusions, cost and duration. It covers the whole audience, even
 * after a launch.
 */
export const estimateCampaign = async (deps: Deps, id: string): Promise<CampaignEstimate> => {
  const { version, campaign, template, prices, senders, from, window, parts: found } = await readBasis(deps, id);
  const parts = markNever(found, window, from);
  const sent = parts.filter(({ reason }) => reason === undefined);
  const countries = byCountry(sent, (part) => part);
  const priced = priceParts(prices, campaign, countries);
  const fallback = priceFallback(prices, campaign, sent);
  const unicode = priceUnicode(prices, campaign, { countries, template });
  return {
    version,
    campaign,
    people: sum(parts).people,
    toSend: sum(sent),
    excluded: countReasons(parts),
    countries: priceCountries(prices, campaign, countries),
    priced,
    pricesAreExample: prices?.isExample ?? false,
    ...withinBudget(campaign, priced),
    ...(fallback && { fallback }),
    ...(window && { window }),
    ...(unicode && { unicode }),
    ...paceOf({ campaign, parts: sent, senders, from, ...(window && { window }) }),
  };
};

const sum = (amounts: readonly Quantity[]): Quantity =>
  amounts.reduce((a, b) => ({ people: a.people + b.people, units: a.units + b.units }), nobody);

/** The largest first. */
const byCountry = (parts: readonly AudiencePart[], quantityOf: (part: AudiencePart) => Quantity) =>
  [...Map.groupBy(parts, ({ country = unknownCountry }) => country)]
    .map(([country, group]) => ({ country, ...sum(group.map(quantityOf)) }))
    .filter(({ people }) => people > 0)
    .toSorted((a, b) => b.people - a.people || (a.country < b.country ? -1 : 1));

const countReasons = (parts: readonly AudiencePart[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(parts, ({ reason }) => reason)].flatMap(([reason, group]) =>
      reason === undefined ? [] : [[reason, sum(group).people]],
    ),
  );

/** People in zones so far apart that the window is never open in all of them are excluded, too. */
const markNever = (parts: readonly AudiencePart[], window: SendingWindow | undefined, from: Date): AudiencePart[] => {
  const states = new Map<string, boolean>();
  const isNever = (zones: string[]) => {
    const key = zones.join(' ');
    if (!states.has(key)) states.set(key, window !== undefined && 'never' in openingOf(window, zones, from));
    return states.get(key);
  };
  return parts.map((part) => (isNever(part.zones) ? { ...part, reason: 'window_never_opens' } : part));
};

const priceCountries = (list: PriceList | undefined, campaign: RecordedCampaign, countries: CountryQuantity[]) =>
  countries.map((each) => {
    const { cost } = priceParts(list, campaign, [each]);
    return { ...each, ...(cost && { cost }) };
  });

const priceFallback = (
  list: PriceList | undefined,
  { category, fallback }: RecordedCampaign,
  parts: AudiencePart[],
) => {
  if (!fallback) return undefined;
  const countries = byCountry(parts, ({ fallbacks }) => fallbacks);
  const units: CountryPart[] = countries;
  return { ...sum(countries), ...priceParts(list, { channel: 'sms', category }, units) };
};

type SmsText = { countries: readonly CountryQuantity[]; template: RecordedTemplate | undefined };

/** By the text with the campaign's own values alone: those of people may need more characters. */
const priceUnicode = (list: PriceList | undefined, campaign: RecordedCampaign, { countries, template }: SmsText) => {
  if (campaign.channel !== 'sms' || template?.body === undefined) return undefined;
  const found = unicodeCostOf(renderBody(template.body, campaign.variables).replace(/\{\{.*?\}\}/g, ''));
  if (!found) return undefined;
  const more = found.segments - found.segmentsInGsm7;
  const units = countries.map((each) => ({ ...each, units: each.people * more }));
  const extra = more > 0 ? priceParts(list, campaign, units).cost : undefined;
  return { ...found, ...(extra && { extra }) };
};

const withinBudget = ({ budget }: RecordedCampaign, { cost }: PartsCost) =>
  budget && cost ? { isWithinBudget: microsOf(cost.amount) <= microsOf(budget.amount) } : {};

/** When it begins, and the window that holds for it. */
const planOf = (campaign: RecordedCampaign, { marketingWindow }: { marketingWindow: SendingWindow }, now: Date) => {
  const { sendAt, category, window = category === 'marketing' ? marketingWindow : undefined } = campaign;
  return { from: sendAt && sendAt > now ? sendAt : now, ...(window && { window }) };
};

/** The version is read first, so a change during the reading makes the estimate outdated. */
const readBasis = async (deps: Deps, id: string) => {
  const basis = await deps.findEstimateBasis(id);
  if (!basis) throw noSuchCampaign();
  const now = deps.clock();
  const [campaign, prices, settings, senders, parts] = await Promise.all([
    findCampaign(deps, id),
    deps.findPrices(),
    deps.findSettings(),
    deps.findSenders(),
    deps.findAudienceParts(id, now),
  ]);
  const template =
    campaign.channel === 'sms' ? await deps.findTemplate(campaign.templateName, campaign.templateLanguage) : undefined;
  return {
    version: estimateVersion(basis),
    campaign,
    template,
    prices,
    senders,
    parts,
    ...planOf(campaign, settings, now),
  };
};
