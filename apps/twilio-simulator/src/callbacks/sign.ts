import { randomUUID } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import type { Callback } from './post.ts';

/** The signature covers the URL as it was given, but for its fragment, and every parameter. */
export const sign = (authToken: string, url: string, parameters: Record<string, string>): Callback => ({
  url,
  body: new URLSearchParams(parameters).toString(),
  headers: {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    'user-agent': 'TwilioProxy/1.1',
    'i-twilio-idempotency-token': randomUUID(),
    'x-twilio-signature': getExpectedTwilioSignature(authToken, url, parameters),
  },
});
