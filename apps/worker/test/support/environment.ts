import { randomBytes } from 'node:crypto';
import type { Simulator } from '@recado/testing/servers';

export const apiKey = 'a-key-for-tests-only-of-40-characters-000';

type Sender = { id: string; channel: string; address: string; mps: number };

type Place = {
  databaseUrl: string;
  /** Without it the queue is in PostgreSQL. */
  redisUrl?: string | undefined;
  simulator: Simulator;
  /** The API's. */
  port: string;
  senders: Sender[];
};

/** The environment of an API and its workers, with their own keys. */
export const environmentOf = ({ databaseUrl, redisUrl, simulator, port, senders }: Place) => ({
  DATABASE_URL: databaseUrl,
  ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
  TWILIO_ACCOUNT_SID: simulator.accountSid,
  TWILIO_AUTH_TOKEN: simulator.authToken,
  TWILIO_API_BASE_URL: simulator.url,
  PUBLIC_URL: `http://127.0.0.1:${port}`,
  PORT: port,
  METRICS_PORT: '0',
  RECADO_API_KEY: apiKey,
  RECADO_SENDERS: JSON.stringify(senders),
  RECADO_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  RECADO_INDEX_KEY: randomBytes(32).toString('base64'),
  LOG_LEVEL: 'debug',
});
