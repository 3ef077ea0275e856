import { z } from 'zod';
import { parseRedisUrl } from '../redis-url.ts';
import { HttpUrl, httpUrlShape, integer, variable } from '../variable.ts';

/** Holds the address and port of the HTTP server. Port 0 uses a free port. */
export const ListenEnv = z.object({
  HOST: variable(
    z
      .string()
      .regex(/^[0-9A-Za-z.:-]+$/)
      .default('127.0.0.1'),
    {
      shape: 'an address of this machine',
      remedy: 'Set it to 0.0.0.0 to be reached from elsewhere, or unset it for 127.0.0.1.',
    },
  ),
  PORT: integer({ min: 0, max: 65_535, default: 3000, meaning: 'the port to listen on' }),
  SHUTDOWN_DELAY_MS: integer({
    min: 0,
    max: 600_000,
    default: 0,
    meaning: 'how long the API answers on after SIGTERM, in milliseconds',
  }),
});

/** Holds the port of the worker's health checks and metrics. */
export const MetricsEnv = z.object({
  METRICS_PORT: integer({ min: 0, max: 65_535, default: 9464, meaning: 'the port of health and metrics' }),
});

const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((value) => value <= 65_535);

/** The port of the API's health checks and metrics, which then leave the public port. */
export const ApiMetricsEnv = z.object({
  METRICS_PORT: variable(port.optional(), {
    shape: 'a whole number from 0 to 65535',
    remedy: 'It is the port of health and metrics: set it, or unset it to have the metrics of the API on PORT.',
  }),
});

/** The public URL of the API, which Twilio calls. */
export const PublicUrlEnv = z.object({
  PUBLIC_URL: variable(HttpUrl, {
    shape: httpUrlShape,
    remedy:
      "Set it to the address under which Twilio reaches the API; callbacks' URLs and signatures are made from it.",
  }),
});

/** The address under which people open the console in a browser. */
export const ConsoleUrlEnv = z.object({
  CONSOLE_URL: variable(HttpUrl.optional(), {
    shape: httpUrlShape,
    remedy:
      'Set it to the address that people open in a browser, https:// unless it is this machine, or unset it for PUBLIC_URL.',
  }),
});

/** Holds the log level. */
export const LogEnv = z.object({
  LOG_LEVEL: variable(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'), {
    shape: 'trace, debug, info, warn, error, fatal or silent',
    remedy: 'Set it to one of them, or unset it for info.',
  }),
  LOG_SAMPLE_PERCENT: integer({
    min: 0,
    max: 100,
    default: 1,
    meaning: 'the share of messages of which each step is logged at info, in percent',
  }),
});

const day = 86_400_000;

/** Holds the settings of the worker. Times are in milliseconds. */
export const WorkerEnv = z.object({
  WORKER_CONCURRENCY: integer({ min: 1, max: 1000, default: 50, meaning: 'sends in flight per sender and process' }),
  RESOLVE_GRACE_MS: integer({
    min: 0,
    max: day,
    default: 60_000,
    meaning: "how long Twilio's message list may lag, in milliseconds",
  }),
  UPKEEP_INTERVAL_MS: integer({
    min: 10,
    max: day,
    default: 5000,
    meaning: 'how often maintenance tasks look for messages that were left behind, in milliseconds',
  }),
  OUTCOME_UNKNOWN_AFTER_MS: integer({
    min: 0,
    max: 7 * day,
    default: day,
    meaning: 'how long after its claim a message with an unknown outcome fails',
  }),
  CALLBACK_PATIENCE_MS: integer({
    min: 0,
    max: day,
    default: 900_000,
    meaning: 'how long a sent message may be without a callback before Twilio is asked',
  }),
});

const isPostgresUrl = (value: string): boolean => {
  const url = URL.parse(value);
  return /^postgres(ql)?:$/.test(url?.protocol ?? '') && (url?.pathname.length ?? 0) > 1 && url?.hash === '';
};

const DatabaseUrl = z.string().refine(isPostgresUrl);

/** Where the record is kept. */
export const DatabaseEnv = z.object({
  DATABASE_POOL_SIZE: integer({
    min: 2,
    max: 1000,
    default: 10,
    meaning: 'the number of connections for statements that a process takes at most',
  }),
  MIGRATE_DATABASE_URL: variable(DatabaseUrl.optional(), {
    shape: 'postgres://user:password@host:port/database',
    remedy: 'Set it to a direct connection of the role that owns the tables, or unset it to migrate by DATABASE_URL.',
  }),
  DATABASE_URL: variable(DatabaseUrl, {
    shape: 'postgres://user:password@host:port/database',
    remedy: 'Set it to the address of a PostgreSQL 15 or later; percent-encode special characters of the password.',
  }),
});

/** Holds the Redis of the queues. If it is unset, the queues are in PostgreSQL. */
export const RedisEnv = z.object({
  REDIS_URL: variable(
    z
      .string()
      .transform((value, context) => parseRedisUrl(value) ?? context.addIssue({ code: 'custom' }) ?? z.NEVER)
      .optional(),
    {
      shape:
        'redis://host:port, rediss://host:port, redis+cluster://host:port,host:port or redis+sentinel://host:port,host:port/master',
      remedy:
        'Set it to the address of a Redis 6.2 or later or a Valkey, or unset it to keep the queues in PostgreSQL.',
    },
  ),
});

/** Holds the folder of the embedded PostgreSQL and of generated keys. */
export const DataDirEnv = z.object({
  RECADO_DATA_DIR: variable(z.string().default('.recado'), {
    shape: 'a folder',
    remedy: 'Set it to a writable folder, or unset it for .recado.',
  }),
});

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

const isCountry = (code: string): boolean => /^[A-Z]{2}$/.test(code) && code !== 'ZZ' && names.of(code) !== undefined;

/** Holds the country of numbers without a country code. */
export const CountryEnv = z.object({
  DEFAULT_COUNTRY: variable(z.string().refine(isCountry).default('BR'), {
    shape: 'the two capital letters of a country, for example BR (ISO 3166-1 alpha-2)',
    remedy: 'Set it to the country of numbers without a country code, or unset it for BR.',
  }),
});

/** Holds a first API key, with every scope. */
export const ApiKeyEnv = z.object({
  RECADO_API_KEY: variable(z.string().min(32).optional(), {
    shape: 'at least 32 characters',
    remedy: 'Make one with `openssl rand -hex 32`, or unset it and run `recado keys create`.',
    secret: true,
  }),
});

/** The networks that webhooks may lead to. */
export const WebhooksEnv = z.object({
  WEBHOOKS_ALLOW_PRIVATE: variable(
    z
      .enum(['true', 'false'])
      .default('false')
      .transform((value) => value === 'true'),
    {
      shape: 'true or false',
      remedy: 'Set it to true only if all holders of admin keys may reach your private network, or unset it.',
    },
  ),
});
