import {
  DatabaseEnv,
  KeysEnv,
  ListenEnv,
  LogEnv,
  MetricsEnv,
  ProxyEnv,
  proxyOf,
  PublicUrlEnv,
  refuseUnreachableUrl,
  RedisEnv,
  TwilioEnv,
  twilioOf,
  WebhooksEnv,
  WorkerEnv,
} from '@recado/runtime';
import { z } from 'zod';

/** The longest time between a claim and its request: if it is exceeded, the request is not sent. */
const claimMarginMs = 6_000;

const { HOST } = ListenEnv.shape;

const Variables = z.object({
  ...DatabaseEnv.shape,
  ...RedisEnv.shape,
  ...TwilioEnv.shape,
  ...PublicUrlEnv.shape,
  ...ProxyEnv.shape,
  ...KeysEnv.shape,
  ...WebhooksEnv.shape,
  ...WorkerEnv.shape,
  ...MetricsEnv.shape,
  ...LogEnv.shape,
  HOST,
});
/** Describes the worker's environment. */
export const Env = Variables.superRefine(refuseUnreachableUrl);
export type Env = z.infer<typeof Env>;

export const toConfig = (env: Env) => ({
  databaseUrl: env.DATABASE_URL,
  poolSize: env.DATABASE_POOL_SIZE,
  isTransactionPoolAllowed: env.MIGRATE_DATABASE_URL !== undefined && env.REDIS_URL !== undefined,
  redis: env.REDIS_URL,
  twilio: twilioOf(env),
  webhookProxy: proxyOf(env),
  allowsPrivateWebhooks: env.WEBHOOKS_ALLOW_PRIVATE,
  keys: { encryptionKeys: env.RECADO_ENCRYPTION_KEYS, indexKey: env.RECADO_INDEX_KEY },
  followUpDelays: followUpDelaysOf(env),
  giveUpAfterMs: env.OUTCOME_UNKNOWN_AFTER_MS,
  concurrency: env.WORKER_CONCURRENCY,
  maintenanceEveryMs: env.UPKEEP_INTERVAL_MS,
  health: { host: env.HOST, port: env.METRICS_PORT },
  logLevel: env.LOG_LEVEL,
  logSamplePercent: env.LOG_SAMPLE_PERCENT,
});

/** A claim is looked into when its request must have ended, its connection included, and Twilio's list has caught up. */
const followUpDelaysOf = (env: Env) => ({
  afterClaimMs: env.TWILIO_TIMEOUT_MS + env.RESOLVE_GRACE_MS + claimMarginMs,
  afterUnknownMs: env.RESOLVE_GRACE_MS,
  afterSentMs: env.CALLBACK_PATIENCE_MS,
});

export type Config = ReturnType<typeof toConfig>;
