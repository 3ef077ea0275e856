import { Unavailable } from '@recado/messaging';
import { asConfigError, waitFor } from '@recado/runtime';
import { migrate } from '@recado/store';
import type { Config } from './config.ts';
import type { Context } from './context.ts';
import { seedTemplates } from './seed-templates.ts';
import { seedPrices } from './seed/seed-prices.ts';
import { seedSenders } from './seed/seed-senders.ts';

const prepareOnce = async ({ store, clock }: Context, config: Config, signal: AbortSignal): Promise<void> => {
  await migrate(config.databaseUrl, { signal });
  await store.checkKeys();
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
