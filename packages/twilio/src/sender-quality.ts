import type { QualityFacts, QualityRating } from '@recado/messaging';
import type { WebhookClient } from './inbound-webhooks.ts';

/** The part of twilio-node's client that is used. */
export type QualityClient = Pick<WebhookClient, 'messaging'>;

type Properties = { qualityRating?: string | null; messagingLimit?: string | null } | null | undefined;

const service = /^MG[0-9a-fA-F]{32}$/;

/**
 * Returns what WhatsApp says of senders, by their address. A Messaging Service has the worst rating and the lowest limit of its
 * senders. Senders that the account does not have are left out. Rejects if Twilio does not answer.
 */
export const fetchQualities = async (
  { messaging }: QualityClient,
  addresses: readonly string[],
): Promise<Map<string, QualityFacts>> => {
  const { channelsSenders } = messaging.v2;
  const known = new Map<string, QualityFacts>();
  for (const { sid, senderId, properties } of await channelsSenders.list({ channel: 'whatsapp' }))
    known.set(senderId.toLowerCase(), factsOf(properties ?? (await channelsSenders(sid).fetch()).properties));
  const found = new Map<string, QualityFacts>();
  for (const address of addresses) {
    const members = service.test(address)
      ? (await messaging.v1.services(address).channelSenders.list()).map(({ sender }) => sender)
      : [`whatsapp:${address}`];
    const facts = members.flatMap((sender) => known.get(sender.toLowerCase()) ?? []);
    if (facts.length) found.set(address, worstOf(facts));
  }
  return found;
};

const ratings: [RegExp, QualityRating][] = [
  [/^(low|red)\b/i, 'low'],
  [/^(medium|yellow)\b/i, 'medium'],
  [/^(high|green)\b/i, 'high'],
];

/** Twilio and Meta write them in several ways: `HIGH` or `GREEN`, `TIER_10K` or `10K Customers/24hr`. */
export const factsOf = (properties: Properties): QualityFacts => {
  const said = properties?.qualityRating?.trim() ?? '';
  const rating = ratings.find(([pattern]) => pattern.test(said))?.[1];
  const messagingLimit = limitOf(properties?.messagingLimit ?? '');
  return { ...(rating && { rating }), ...(messagingLimit !== undefined && { messagingLimit }) };
};

const thousands: Record<string, number> = { '': 1, K: 1_000, M: 1_000_000 };
const most = 1_000_000_000;

const limitOf = (text: string): number | null | undefined => {
  if (/unlimited/i.test(text)) return null;
  const [, digits = '', unit = ''] = /(\d[\d.,]*)\s*([KM](?![a-z]))?/i.exec(text) ?? [];
  // A point or comma before three digits separates thousands.
  const number = Number(digits.replace(/[.,](?=\d{3}(?!\d))/g, '').replace(/[.,]$/, ''));
  const limit = Math.floor(number * (thousands[unit.toUpperCase()] ?? 1));
  return limit >= 1 && limit <= most ? limit : undefined;
};

const order: readonly QualityRating[] = ['low', 'medium', 'high'];

const worstOf = (facts: readonly QualityFacts[]): QualityFacts => {
  const rating = order.find((each) => facts.some((fact) => fact.rating === each));
  const limits = facts.flatMap(({ messagingLimit }) => (messagingLimit === undefined ? [] : [messagingLimit]));
  const numbers = limits.filter((limit) => limit !== null);
  const lowest = numbers.length ? Math.min(...numbers) : null;
  return { ...(rating && { rating }), ...(limits.length > 0 && { messagingLimit: lowest }) };
};
