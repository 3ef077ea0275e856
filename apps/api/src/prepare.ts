import { Unavailable, type ListedPrice, type RecordedSender } from '@recado/messaging';
import { asConfigError, waitFor, type SenderSeed } from '@recado/runtime';
import { migrate } from '@recado/store';
import type { Config } from './config.ts';
import type { Context } from './context.ts';
import { seedTemplates } from './seed-templates.ts';

/**
 * Makes the record ready: schema, keys, seeds. Waits for PostgreSQL as long as that takes; rejects at once when the
 * record cannot be used: too old a server, a newer schema, other keys.
 */
export const prepare = async (context: Context, config: Config, signal: AbortSignal): Promise<void> => {
  const check = () => attempt(prepareOnce(context, config, signal));
  const outcome = await waitFor(check, { name: 'PostgreSQL', signal, log: context.log });
  if (outcome.failed) throw asConfigError(outcome.error);
  context.prepared();
};

const prepareOnce = async ({ store, clock }: Context, config: Config, signal: AbortSignal): Promise<void> => {
  await migrate(config.databaseUrl, { signal });
  await store.checkKeys();
  await store.readClock();
  await store.seedSenders(seedSenders(config.senders, clock()));
  await store.seedPrices(seedPrices.currency, seedPrices.prices, clock());
  await store.seedTemplates(seedTemplates(clock(), config.twilio.baseUrl));
};

type Outcome = { failed: false } | { failed: true; error: unknown };

const attempt = async (prepared: Promise<void>): Promise<Outcome> => {
  try {
    await prepared;
    return { failed: false };
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    return { failed: true, error };
  }
};

/** The senders of RECADO_SENDERS. The first one named is the first one taken for a message that names none. */
const seedSenders = (seeds: SenderSeed[], now: Date): RecordedSender[] =>
  seeds.map(({ daily_limit: dailyLimit, ...seed }, index) => {
    const at = new Date(now.getTime() + index);
    return { ...seed, dailyLimit: dailyLimit ?? null, paused: false, createdAt: at, updatedAt: at };
  });

/** What Twilio takes for each WhatsApp message is in these, beside what Meta takes for a template. */
const whatsapp = (country: string, marketing: string, utility: string): ListedPrice[] => [
  { channel: 'whatsapp', category: 'marketing', country, amount: marketing },
  { channel: 'whatsapp', category: 'utility', country, amount: utility },
  { channel: 'whatsapp', category: 'authentication', country, amount: utility },
];

/** Of a segment. */
const sms = (country: string, amount: string): ListedPrice[] =>
  (['marketing', 'utility', 'authentication'] as const).map((category) => ({
    channel: 'sms',
    category,
    country,
    amount,
  }));

/**
 * Prices to begin with, in US dollars: the upper end of what was published for Brazil in late 2026, and for every other
 * country more than most cost. They are examples, and marked as such until somebody has put a list of their own.
 */
const seedPrices = {
  currency: 'USD',
  prices: [
    ...whatsapp('BR', '0.0675', '0.0118'),
    ...whatsapp('*', '0.15', '0.05'),
    ...sms('BR', '0.06'),
    ...sms('US', '0.0125'),
    ...sms('*', '0.15'),
  ],
};
