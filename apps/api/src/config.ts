import {
  ApiKeyEnv,
  CountryEnv,
  DatabaseEnv,
  KeysEnv,
  ListenEnv,
  LogEnv,
  PublicUrlEnv,
  RedisEnv,
  SendersEnv,
  TwilioEnv,
} from '@recado/runtime';
import { z } from 'zod';

const Variables = z.object({
  ...DatabaseEnv.shape,
  ...RedisEnv.shape,
  ...TwilioEnv.pick({ TWILIO_ACCOUNT_SID: true, TWILIO_AUTH_TOKEN: true, TWILIO_API_BASE_URL: true }).shape,
  ...PublicUrlEnv.shape,
  ...ListenEnv.shape,
  ...SendersEnv.shape,
  ...ApiKeyEnv.shape,
  ...KeysEnv.shape,
  ...CountryEnv.shape,
  ...LogEnv.shape,
});

const toConfig = (env: z.infer<typeof Variables>) => ({
  databaseUrl: env.DATABASE_URL,
  redis: env.REDIS_URL,
  twilio: { authTokens: [env.TWILIO_AUTH_TOKEN], baseUrl: env.TWILIO_API_BASE_URL },
  publicUrl: env.PUBLIC_URL,
  host: env.HOST,
  port: env.PORT,
  senders: env.RECADO_SENDERS,
  bootstrapKey: env.RECADO_API_KEY,
  encryptionKeys: env.RECADO_ENCRYPTION_KEYS,
  indexKey: env.RECADO_INDEX_KEY,
  defaultCountry: env.DEFAULT_COUNTRY,
  logLevel: env.LOG_LEVEL,
});

/** What the API reads from its environment, in its own terms. */
export const Config = Variables.transform(toConfig);
export type Config = z.infer<typeof Config>;
