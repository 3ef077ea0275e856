import { z } from 'zod';
import { parseRedisUrl } from '../redis-url.ts';
import { HttpUrl, httpUrlShape, integer, variable } from '../variable.ts';

/** Where the process listens. Port 0 takes a free one. */
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
});

/** Where the worker's health and metrics are. */
export const MetricsEnv = z.object({
  METRICS_PORT: integer({ min: 0, max: 65_535, default: 9464, meaning: 'the port of health and metrics' }),
});

/** Where Twilio reaches the API. */
export const PublicUrlEnv = z.object({
  PUBLIC_URL: variable(HttpUrl, {
    shape: httpUrlShape,
    remedy:
      "Set it to the address under which Twilio reaches the API; callbacks' URLs and signatures are made from it.",
  }),
});

/** How much is logged. */
export const LogEnv = z.object({
  LOG_LEVEL: variable(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'), {
    shape: 'trace, debug, info, warn, error, fatal or silent',
    remedy: 'Set it to one of them, or unset it for info.',
  }),
});

const day = 86_400_000;

/** How the worker works; times are in milliseconds. */
export const WorkerEnv = z.object({
  WORKER_CONCURRENCY: integer({ min: 1, max: 1000, default: 50, meaning: 'sends in flight per sender and process' }),
  RESOLVE_GRACE_MS: integer({ min: 0, max: day, default: 60_000, meaning: "how long Twilio's list gets to catch up" }),
  UPKEEP_INTERVAL_MS: integer({ min: 10, max: day, default: 5000, meaning: 'the time between two rounds of upkeep' }),
  OUTCOME_UNKNOWN_AFTER_MS: integer({
    min: 0,
    max: 7 * day,
    default: day,
    meaning: 'how long after its claim a message fails whose outcome nobody can find out',
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

/** Where the record is kept. */
export const DatabaseEnv = z.object({
  DATABASE_URL: variable(z.string().refine(isPostgresUrl), {
    shape: 'postgres://user:password@host:port/database',
    remedy: 'Set it to the address of a PostgreSQL 15 or later; percent-encode special characters of the password.',
  }),
});

/** Where the queues are; unset, they are in PostgreSQL. */
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

/** Where what is made on this machine is kept: the embedded PostgreSQL and generated keys. */
export const DataDirEnv = z.object({
  RECADO_DATA_DIR: variable(z.string().default('.recado'), {
    shape: 'a folder',
    remedy: 'Set it to a folder that can be written, or unset it for .recado.',
  }),
});

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

const isCountry = (code: string): boolean => /^[A-Z]{2}$/.test(code) && code !== 'ZZ' && names.of(code) !== undefined;

/** The country of numbers that are written without one. */
export const CountryEnv = z.object({
  DEFAULT_COUNTRY: variable(z.string().refine(isCountry).default('BR'), {
    shape: 'the two capital letters of a country, as in BR (ISO 3166-1 alpha-2)',
    remedy: 'Set it to the country of numbers without a country code, or unset it for BR.',
  }),
});

/** A first API key, with every scope. */
export const ApiKeyEnv = z.object({
  RECADO_API_KEY: variable(z.string().optional(), {
    shape: 'any string',
    remedy: 'Set it to a first API key with every scope, or unset it and run `recado keys create`.',
    secret: true,
  }),
});
