import { z } from 'zod';
import { HttpUrl, httpUrlShape, integer, variable } from '../variable.ts';
import { proxyOf, type ProxyEnv } from './proxy.ts';
import { isSafeApiUrl, isTwilio } from './reachable-url.ts';
import type { PublicUrlEnv } from './service.ts';

/** The Twilio account that sends the messages. */
export const TwilioEnv = z.object({
  TWILIO_ACCOUNT_SID: variable(z.string().regex(/^AC[0-9a-fA-F]{32}$/), {
    shape: 'AC and 32 hexadecimal digits',
    remedy: "Set it to the account's SID from Twilio's console.",
    needs: 'TWILIO_AUTH_TOKEN',
  }),
  TWILIO_AUTH_TOKEN: variable(z.string().regex(/^[^,\s]+(,[^,\s]+)?$/), {
    shape: "the account's auth token, or current,previous while it is being replaced",
    remedy:
      "Set it to the account's auth token from Twilio's console: webhooks are checked with it. The first of two signs in.",
    secret: true,
  }),
  TWILIO_API_KEY: variable(
    z
      .string()
      .regex(/^SK[0-9a-fA-F]{32}$/)
      .optional(),
    {
      shape: 'SK and 32 hexadecimal digits',
      remedy: 'Set TWILIO_API_KEY and TWILIO_API_SECRET together, or neither.',
      needs: 'TWILIO_API_SECRET',
    },
  ),
  TWILIO_API_SECRET: variable(z.string().optional(), {
    shape: "the API key's secret",
    remedy: 'Set TWILIO_API_KEY and TWILIO_API_SECRET together, or neither.',
    secret: true,
    needs: 'TWILIO_API_KEY',
  }),
  TWILIO_API_BASE_URL: variable(HttpUrl.refine(isSafeApiUrl).default('https://api.twilio.com'), {
    shape: `${httpUrlShape}: https, or a host of this machine or a private network`,
    remedy: "Set it to the simulator's address, or unset it for Twilio's own.",
  }),
  TWILIO_TIMEOUT_MS: integer({
    min: 1,
    max: 600_000,
    default: 30_000,
    meaning: 'how long a request to Twilio may take, in milliseconds',
  }),
});

/** Returns the options of a Twilio client. */
export const twilioOf = (env: z.infer<typeof TwilioEnv> & z.infer<typeof PublicUrlEnv> & z.infer<typeof ProxyEnv>) => ({
  accountSid: env.TWILIO_ACCOUNT_SID,
  authToken: env.TWILIO_AUTH_TOKEN.split(',')[0] ?? '',
  /** Webhooks signed with any of these tokens are accepted. */
  webhookAuthTokens: env.TWILIO_AUTH_TOKEN.split(','),
  ...(env.TWILIO_API_KEY &&
    env.TWILIO_API_SECRET && { apiKey: { sid: env.TWILIO_API_KEY, secret: env.TWILIO_API_SECRET } }),
  baseUrl: env.TWILIO_API_BASE_URL,
  timeoutMs: env.TWILIO_TIMEOUT_MS,
  publicUrl: env.PUBLIC_URL,
  ...withProxy(env),
});

/** A simulator is never behind the proxy. */
const withProxy = (env: z.infer<typeof ProxyEnv> & { TWILIO_API_BASE_URL: string }) => {
  const { TWILIO_API_BASE_URL: baseUrl } = env;
  const proxy = proxyOf(env, isTwilio(baseUrl) ? undefined : new URL(baseUrl).hostname);
  return proxy ? { proxy } : {};
};
