/** Holds Twilio's price of a message. */
export type Priced = { twilioSid: string; amount: string; currency: string };

/** Names a message without Twilio's price. */
export type Unpriced = { twilioSid: string; sentAt: Date };

/** Messages are asked for once at each of some ages: those sent from `from` until `until` are due at this one. */
export type PriceLook = { ageSeconds: number; from: Date; until: Date };

export type FetchPricesDeps = {
  clock: () => Date;
  /** A look that no worker has taken for so long, the one that waits longest first. */
  takeLook: (at: Date, pauseMs: number) => Promise<PriceLook | undefined>;
  /** The oldest comes first. */
  findUnpriced: (look: PriceLook, limit: number) => Promise<Unpriced[]>;
  /** `undefined` while Twilio knows no price. */
  fetchPrice: (twilioSid: string) => Promise<Priced | undefined>;
  /** Lists the account's messages since then, newest first, for at most `requests` requests; a page at a time. */
  listPrices: (since: Date, requests: number) => AsyncIterable<Priced[]>;
  /** Gives how many messages it was that had no price. */
  setPrices: (prices: Priced[]) => Promise<number>;
  /** Everyone sent up to then was asked for at this age. */
  passLook: (ageSeconds: number, until: Date) => Promise<void>;
};

const minute = 60_000;

/** A look rests so long: with the requests of each, and a look for each of four ages, at most 120 requests a minute. */
const pauseMs = 30_000;
const requestsOfLook = 15;
/** One request lists the newest thousand messages, so listing is cheaper than single lookups. */
const listUpToAgeSeconds = 1_000;
const mostOfList = 15_000;
/** Our clock and Twilio's differ, and a message is made before it is sent. */
const marginMs = 10 * minute;

/**
 * Fetches the prices of messages, because callbacks do not contain them. Each message is looked up at certain ages
 * until it has a price. Returns the number of looks. Rejects if Twilio does not answer; the remaining messages are
 * looked up later.
 */
export const fetchPrices = async (deps: FetchPricesDeps): Promise<number> => {
  const look = await deps.takeLook(deps.clock(), pauseMs);
  if (!look) return 0;
  await carryOutLook(deps, look);
  return 1;
};

const fetchAll = async (deps: FetchPricesDeps, unpriced: readonly Unpriced[]): Promise<void> => {
  const fetched = await Promise.all(unpriced.map(({ twilioSid }) => deps.fetchPrice(twilioSid)));
  await deps.setPrices(fetched.filter((priced) => priced !== undefined));
};

const listAll = async (deps: FetchPricesDeps, oldest: Date): Promise<void> => {
  const since = new Date(oldest.getTime() - marginMs);
  for await (const page of deps.listPrices(since, requestsOfLook)) await deps.setPrices(page);
};

/** Asks about everyone of a look if that can be listed; else about the oldest, and about the others next time. */
const carryOutLook = async (deps: FetchPricesDeps, look: PriceLook): Promise<void> => {
  const { ageSeconds, until } = look;
  const isListed = ageSeconds <= listUpToAgeSeconds;
  const unpriced = await deps.findUnpriced(look, isListed ? mostOfList : requestsOfLook + 1);
  const [oldest] = unpriced;
  if (oldest && isListed && unpriced.length > requestsOfLook) await listAll(deps, oldest.sentAt);
  else await fetchAll(deps, unpriced.slice(0, requestsOfLook));
  const last = unpriced[requestsOfLook - 1];
  const isWhole = isListed || unpriced.length <= requestsOfLook;
  await deps.passLook(ageSeconds, isWhole || !last ? until : last.sentAt);
};
