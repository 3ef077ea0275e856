import { Unavailable, type ListedPrice, type RecordedSender } from '@recado/messaging';
import { migrateQueue } from '@recado/queue';
import { asConfigError, waitFor, type Logger, type SenderSeed } from '@recado/runtime';
import { migrate } from '@recado/store';
import type { Twilio } from '@recado/twilio';
import type { Config } from './config.ts';
import type { Context } from './context.ts';
import { seedTemplates } from './seed-templates.ts';

/**
 * Prepares the database: schema, keys and seeds. It waits for PostgreSQL as long as needed. It rejects at once if the
 * database cannot be used: its server is too old, its schema too new, or its keys differ.
 */
export const prepare = async (context: Context, config: Config, signal: AbortSignal): Promise<void> => {
  const check = () => attempt(prepareOnce(context, config, signal));
  const outcome = await waitFor(check, { name: 'PostgreSQL', signal, log: context.log });
  if (outcome.failed) throw outcome.error;
  context.prepared();
};

const prepareOnce = async (
  { store, clock, checkQueue }: Context,
  config: Config,
  signal: AbortSignal,
): Promise<void> => {
  // Before all else: through a transaction pool a lock of a session is none.
  await store.checkConnection();
  await migrate(config.migrateUrl, { signal });
  await store.checkReady();
  if (!config.redis) await migrateQueue(config.migrateUrl);
  await checkQueue();
  await store.seedSenders(seedSenders(config.senders, clock()));
  // Twilio does not repeat the inbound messages that came while no API answered.
  await store.markInboundUnread();
  await store.seedPrices(seedPrices.currency, seedPrices.prices, clock());
  await store.seedTemplates(seedTemplates(clock(), config.twilio.baseUrl));
};

type Outcome = { failed: false } | { failed: true; error: unknown };

const attempt = async (prepared: Promise<void>): Promise<Outcome> => {
  try {
    await prepared;
    return { failed: false };
  } catch (error) {
    const named = asConfigError(error);
    if (named === error && error instanceof Unavailable) throw error;
    return { failed: true, error: named };
  }
};

/** RECADO_SENDERS lists these senders. The first one named is the first one taken for a message that names none. */
const seedSenders = (seeds: SenderSeed[], now: Date): RecordedSender[] =>
  seeds.map(({ id, channel, address, mps, daily_limit: dailyLimit = null, ...seed }, index) => {
    const at = new Date(now.getTime() + index);
    const portfolio = 'portfolio' in seed ? seed.portfolio : undefined;
    return {
      id,
      channel,
      address,
      mps,
      dailyLimit,
      ...(portfolio !== undefined && { portfolio }),
      paused: false,
      createdAt: at,
      updatedAt: at,
    };
  });

/** The prices include Twilio's fee for each WhatsApp message beside Meta's price of a template. A text costs as much as utility. */
const whatsapp = (country: string, marketing: string, utility: string): ListedPrice[] => [
  { channel: 'whatsapp', category: 'marketing', country, amount: marketing },
  { channel: 'whatsapp', category: 'utility', country, amount: utility },
  { channel: 'whatsapp', category: 'authentication', country, amount: utility },
  { channel: 'whatsapp', category: 'service', country, amount: utility },
];

/** A segment costs this much. */
const sms = (country: string, amount: string): ListedPrice[] =>
  (['marketing', 'utility', 'authentication'] as const).map((category) => ({
    channel: 'sms',
    category,
    country,
    amount,
  }));

/**
 * Example prices in US dollars: the upper end of published prices for Brazil in late 2026, and more than most for other
 * countries. They are marked as examples until a user sets a price list.
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

type Deps = {
  findSenders: () => Promise<Pick<RecordedSender, 'id' | 'channel' | 'address'>[]>;
  findInboundWebhooks: Twilio['findInboundWebhooks'];
  log: Pick<Logger, 'warn'>;
};

/**
 * Compares the webhooks of all senders at Twilio with ours, once after the start, and logs which senders send inbound
 * messages elsewhere. It changes nothing and never rejects: a start does not depend on it.
 */
export const compareInboundWebhooks = async ({ findSenders, findInboundWebhooks, log }: Deps): Promise<void> => {
  try {
    const elsewhere: string[] = [];
    const reasons = new Map<string, string>();
    const senders = await findSenders();
    for (const [index, found] of (await findInboundWebhooks(senders)).entries()) {
      const id = senders[index]?.id ?? '';
      if (found.kind === 'unreadable') reasons.set(id, found.problem);
      else if (found.kind === 'found' && found.webhooks.some(({ isElsewhere }) => isElsewhere)) elsewhere.push(id);
    }
    if (elsewhere.length > 0)
      log.warn(
        { senders: elsewhere },
        'Inbound messages are sent elsewhere: run `recado twilio setup` to receive them',
      );
    if (reasons.size > 0)
      log.warn(
        { senders: [...reasons.keys()], reasons: [...new Set(reasons.values())] },
        'Inbound webhooks not compared: Twilio did not show them',
      );
  } catch (error) {
    log.warn({ err: error }, 'Inbound webhooks not compared');
  }
};
