import { z } from 'zod';
import { HttpUrl, httpUrlShape } from '../http-url.ts';
import { integer } from '../integer.ts';
import { variable } from '../variable.ts';

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
