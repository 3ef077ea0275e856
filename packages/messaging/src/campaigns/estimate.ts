import type { Category, Money, SendingWindow } from '@recado/contract';
import { Refusal } from '../errors.ts';
import type { UnicodeCost } from '../messages/segments.ts';
import { paysFor, type Balance } from '../pricing/budget-alerts.ts';
import { microsOf, priceParts, type CountryPart, type PartsCost, type PriceList } from '../pricing/prices.ts';
import type { RecordedSender } from '../senders/sender.ts';
import { openingOf } from '../sending-window/window.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import { estimateVersion, type EstimateBasis, type RecordedCampaign } from './campaign.ts';
import { findCampaign, noSuchCampaign } from './change.ts';
import type { CheckBalanceDeps } from './lifecycle.ts';
import { paceOf, type AudiencePart, type Pace, type Quantity, type UnicodeQuantity } from './duration.ts';
import { renderMember, type AudienceMember } from './preview.ts';

export type EstimateDeps = Parameters<typeof findCampaign>[0] &
  Pick<CheckBalanceDeps, 'findBalance' | 'findRemainingCosts'> & {
    clock: () => Date;
    findEstimateBasis: (campaignId: string) => Promise<EstimateBasis | undefined>;
    findSenders: () => Promise<RecordedSender[]>;
    findTemplate: (name: string, language?: string) => Promise<RecordedTemplate | undefined>;
    findPrices: () => Promise<PriceList | undefined>;
    findSettings: () => Promise<{ marketingWindow: SendingWindow }>;
    /** Adds up an audience, however large, without holding up others; `at`: what is known of people then. */
    findAudienceParts: (campaignId: string, at: Date) => Promise<AudiencePart[]>;
    /** Some people whose SMS or fallback SMS is sent as UCS-2. */
    findUnicodeMembers: (campaignId: string, limit: number) => Promise<AudienceMember[]>;
  };

type CountryQuantity = Quantity & { country: string; cost?: Money };
type LanguageQuantity = Quantity & { language: string; cost?: Money };

export type CampaignEstimate = Pace & {
  version: string;
  campaign: RecordedCampaign;
  people: number;
  toSend: Quantity;
  excluded: Record<string, number>;
  countries: CountryQuantity[];
  /** By the language of the people; absent if all get the same. */
  languages?: LanguageQuantity[];
  priced: PartsCost;
  pricesAreExample: boolean;
  /** This is the cost alone; without a budget or prices it is unknown. */
  isWithinBudget?: boolean;
  /** `isEnough` is unknown if the balance is old, or in another currency. */
  balance?: Balance & { isEnough?: boolean; others?: Money };
  /** This is the maximum: the fallback of every message. */
  fallback?: Quantity & PartsCost & { unicode?: CampaignUnicode };
  window?: SendingWindow;
  unicode?: CampaignUnicode;
};

/** The SMS texts that are not in GSM-7. `extra`: how much more they cost than they would in GSM-7. */
type CampaignUnicode = UnicodeCost & { people: number; extra?: Money };

const unknownCountry = '?';

const nobody: Quantity = { people: 0, units: 0 };

/**
 * Estimates a launch at this moment: recipients, exclusions, cost and duration. It covers the whole audience, even
 * after a launch.
 */
export const estimateCampaign = async (deps: EstimateDeps, id: string): Promise<CampaignEstimate> => {
  const basis = await readBasis(deps, id);
  const { version, campaign, prices, senders, from, window, parts: found } = basis;
  const parts = markNever(found, window, from);
  const sent = parts.filter(({ reason }) => reason === undefined);
  const countries = byCountry(sent, (part) => part);
  const priced = priceParts(prices, campaign, countries);
  const fallback = priceFallback(prices, campaign, sent);
  const unicode = priceUnicode(prices, campaign.category, sent, (part) => part.unicode);
  const ofFallback = priceUnicode(prices, campaign.category, sent, (part) => part.fallbacks.unicode);
  const characters = unicode || ofFallback ? await findCharacters(deps, campaign) : undefined;
  return {
    version,
    campaign,
    people: sum(parts).people,
    toSend: sum(sent),
    excluded: countReasons(parts),
    countries: priceCountries(prices, campaign, countries),
    ...(campaign.languagePerRecipient && { languages: priceLanguages(prices, campaign, sent) }),
    priced,
    pricesAreExample: prices?.isExample ?? false,
    ...withinBudget(campaign, priced),
    ...withinBalance(basis, priced),
    ...(fallback && {
      fallback: {
        ...fallback,
        ...(ofFallback && { unicode: { ...ofFallback, characters: characters?.fallback ?? [] } }),
      },
    }),
    ...(window && { window }),
    ...(unicode && { unicode: { ...unicode, characters: characters?.own ?? [] } }),
    ...paceOf({ campaign, parts: sent, senders, from, ...(window && { window }) }),
  };
};

const sum = (amounts: readonly Quantity[]): Quantity =>
  amounts.reduce((a, b) => ({ people: a.people + b.people, units: a.units + b.units }), nobody);

/** The largest comes first. */
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

const priceLanguages = (
  list: PriceList | undefined,
  campaign: RecordedCampaign,
  parts: readonly AudiencePart[],
): LanguageQuantity[] =>
  [...Map.groupBy(parts, ({ language = campaign.templateLanguage }) => language)]
    .map(([language, group]) => {
      const { cost } = priceParts(
        list,
        campaign,
        byCountry(group, (part) => part),
      );
      return { language, ...sum(group), ...(cost && { cost }) };
    })
    .toSorted((a, b) => b.people - a.people || (a.language < b.language ? -1 : 1));

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

/** Returns the cost of accents, in texts of a template and in people's own values. */
const priceUnicode = (
  list: PriceList | undefined,
  category: Category,
  parts: readonly AudiencePart[],
  unicodeOf: (part: AudiencePart) => UnicodeQuantity,
): Omit<CampaignUnicode, 'characters'> | undefined => {
  const countries = byCountry(parts, unicodeOf);
  if (!countries.length) return undefined;
  const { people, units } = sum(countries);
  const longer = byCountry(parts, (part) => ({ people: unicodeOf(part).people, units: unicodeOf(part).extra }));
  const more = sum(longer).units;
  const extra = more > 0 ? priceParts(list, { channel: 'sms', category }, longer).cost : undefined;
  return { people, segments: units, segmentsInGsm7: units - more, ...(extra && { extra }) };
};

/** The characters that make texts longer, in the texts of some people. A template that changed since shows none. */
const findCharacters = async (
  deps: EstimateDeps,
  campaign: RecordedCampaign,
): Promise<Record<'own' | 'fallback', string[]>> => {
  const members = await deps.findUnicodeMembers(campaign.id, seenForCharacters);
  const templates = new Map<string, Promise<RecordedTemplate | undefined>>();
  const findTemplate: EstimateDeps['findTemplate'] = (name, language) => {
    const known = templates.get(`${name} ${language}`) ?? deps.findTemplate(name, language);
    templates.set(`${name} ${language}`, known);
    return known;
  };
  const found = { own: new Set<string>(), fallback: new Set<string>() };
  for (const member of members) {
    const text = await renderMember({ findTemplate }, campaign, member).catch(ignoreRefusal);
    for (const character of text?.notInGsm7 ?? []) found.own.add(character);
    for (const character of text?.fallback?.notInGsm7 ?? []) found.fallback.add(character);
  }
  return { own: [...found.own], fallback: [...found.fallback] };
};

const seenForCharacters = 100;

const ignoreRefusal = (error: unknown): undefined => {
  if (!(error instanceof Refusal)) throw error;
};

const withinBudget = ({ budget }: RecordedCampaign, { cost }: PartsCost) =>
  budget && cost ? { isWithinBudget: microsOf(cost.amount) <= microsOf(budget.amount) } : {};

type Funds = { campaign: RecordedCampaign; balance: Balance | undefined; others: Money | undefined; now: Date };

const withinBalance = ({ campaign, balance, others, now }: Funds, { cost }: PartsCost) => {
  const isEnough = balance && paysFor(balance, { cost, budget: campaign.budget, others }, now);
  if (!balance) return {};
  return { balance: { ...balance, ...(others && { others }), ...(isEnough !== undefined && { isEnough }) } };
};

/** When it begins, and the window that holds for it. */
const planOf = (campaign: RecordedCampaign, { marketingWindow }: { marketingWindow: SendingWindow }, now: Date) => {
  const { sendAt, category, window = category === 'marketing' ? marketingWindow : undefined } = campaign;
  return { from: sendAt && sendAt > now ? sendAt : now, ...(window && { window }) };
};

/** The version is read first, so a change during the reading makes the estimate outdated. */
const readBasis = async (deps: EstimateDeps, id: string) => {
  const basis = await deps.findEstimateBasis(id);
  if (!basis) throw noSuchCampaign();
  const now = deps.clock();
  const [campaign, prices, balance, settings, senders, parts] = await Promise.all([
    findCampaign(deps, id),
    deps.findPrices(),
    deps.findBalance(),
    deps.findSettings(),
    deps.findSenders(),
    deps.findAudienceParts(id, now),
  ]);
  const { others } = balance ? await deps.findRemainingCosts(id) : {};
  return {
    version: estimateVersion(basis),
    campaign,
    prices,
    balance,
    others,
    now,
    senders,
    parts,
    ...planOf(campaign, settings, now),
  };
};
