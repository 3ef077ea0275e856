import {
  ApiKeyEnv,
  ApiMetricsEnv,
  ConsoleUrlEnv,
  CountryEnv,
  DatabaseEnv,
  KeysEnv,
  ListenEnv,
  LogEnv,
  ProxyEnv,
  PublicUrlEnv,
  refuseUnreachableUrl,
  RedisEnv,
  SendersEnv,
  TwilioEnv,
  twilioOf,
  WebhooksEnv,
} from '@recado/runtime';
import { z } from 'zod';

const Variables = z.object({
  ...DatabaseEnv.shape,
  ...RedisEnv.shape,
  ...TwilioEnv.shape,
  ...PublicUrlEnv.shape,
  ...ConsoleUrlEnv.shape,
  ...ProxyEnv.shape,
  ...ListenEnv.shape,
  ...ApiMetricsEnv.shape,
  ...SendersEnv.shape,
  ...ApiKeyEnv.shape,
  ...KeysEnv.shape,
  ...CountryEnv.shape,
  ...WebhooksEnv.shape,
  ...LogEnv.shape,
});

type Environment = z.infer<typeof Variables>;

const toConfig = (env: Environment) => ({
  databaseUrl: env.DATABASE_URL,
  migrateUrl: env.MIGRATE_DATABASE_URL ?? env.DATABASE_URL,
  poolSize: env.DATABASE_POOL_SIZE,
  isTransactionPoolAllowed: env.MIGRATE_DATABASE_URL !== undefined && env.REDIS_URL !== undefined,
  redis: env.REDIS_URL,
  twilio: twilioOf(env),
  publicUrl: env.PUBLIC_URL,
  consoleUrl: env.CONSOLE_URL ?? env.PUBLIC_URL,
  host: env.HOST,
  port: env.PORT,
  metricsPort: env.METRICS_PORT,
  shutdownDelayMs: env.SHUTDOWN_DELAY_MS,
  senders: env.RECADO_SENDERS,
  bootstrapKey: env.RECADO_API_KEY,
  encryptionKeys: env.RECADO_ENCRYPTION_KEYS,
  indexKey: env.RECADO_INDEX_KEY,
  defaultCountry: env.DEFAULT_COUNTRY,
  allowsPrivateWebhooks: env.WEBHOOKS_ALLOW_PRIVATE,
  logLevel: env.LOG_LEVEL,
  logSamplePercent: env.LOG_SAMPLE_PERCENT,
});

/** Holds the API's configuration from its environment, in its own terms. */
export const Config = Variables.superRefine(refuseUnreachableUrl).transform(toConfig);
export type Config = z.infer<typeof Config>;
