import { integer, ListenEnv, LogEnv, TwilioEnv, variable } from '@recado/runtime';
import { z } from 'zod';
import type { Pace } from './delivery/lifecycle.ts';
import { FaultPlan, noFaults } from './faults/faults.ts';
import type { Account } from './http/request.ts';
import { isSender, parseAddress } from './messages/create-form.ts';
import { listTextModes, type ListTextMode } from './messages/list-texts.ts';

const hour = 3_600_000;

const milliseconds = (fallback: number, meaning: string) =>
  integer({ min: 0, max: hour, default: fallback, meaning: `${meaning}, in milliseconds` });

const share = (fallback: number, meaning: string) =>
  variable(
    z
      .string()
      .regex(/^(0(\.\d+)?|1(\.0+)?)$/)
      .transform(Number)
      .default(fallback),
    {
      shape: 'a share from 0 to 1, like 0.25',
      remedy: `It is ${meaning}: set it, or unset it for ${fallback}.`,
    },
  );

const isAddress = (text: string) => {
  const address = parseAddress(text);
  return address !== undefined && isSender(address);
};

const senders = variable(
  z
    .string()
    .transform((text) => text.split(',').map((address) => address.trim()))
    .refine((addresses) => addresses.every(isAddress))
    .default([]),
  {
    shape: 'addresses separated by commas, for example +15005550006,whatsapp:+551150289876',
    remedy: "Set it to the account's senders, or unset it to accept every sender.",
  },
);

const strictContent = variable(
  z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .default(false),
  { shape: 'true or false', remedy: 'Set it to true to refuse a ContentSid that was not created here.' },
);

const serviceWindow = variable(
  z
    .enum(['on', 'off'])
    .transform((text) => text === 'on')
    .default(false),
  { shape: 'on or off', remedy: 'Set it to on to fail WhatsApp texts to people who did not write within 24 hours.' },
);

const callbacks = variable(
  z
    .enum(['on', 'off'])
    .transform((text) => text === 'on')
    .default(true),
  { shape: 'on or off', remedy: 'Set it to off to send no status callbacks.' },
);

const listTexts = variable(z.enum(listTextModes).default('rendered'), {
  shape: listTextModes.join(', '),
  remedy: 'Set it to the form in which the list shows texts, or unset it for the default rendered.',
});

const inboundUrl = variable(z.url({ protocol: /^https?$/ }).optional(), {
  shape: 'an http or https URL',
  remedy: 'Set it to the webhook for inbound messages: PUBLIC_URL followed by /webhooks/twilio/inbound.',
});

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const faults = variable(z.string().transform(parseJson).pipe(FaultPlan).default(noFaults), {
  shape: 'JSON such as {"reset_after":0.02,"500_before":0.01,"seed":42}',
  remedy: "Set it to the share of each fault that the simulator's README names, or unset it for none.",
});

/** Reads the variables of the simulator. */
export const Environment = z.object({
  HOST: ListenEnv.shape.HOST,
  PORT: integer({ min: 0, max: 65_535, default: 4010, meaning: 'the port to listen on' }),
  LOG_LEVEL: LogEnv.shape.LOG_LEVEL,
  TWILIO_ACCOUNT_SID: TwilioEnv.shape.TWILIO_ACCOUNT_SID,
  TWILIO_AUTH_TOKEN: TwilioEnv.shape.TWILIO_AUTH_TOKEN,
  TWILIO_API_KEY: TwilioEnv.shape.TWILIO_API_KEY,
  TWILIO_API_SECRET: TwilioEnv.shape.TWILIO_API_SECRET,
  SIMULATOR_SENDERS: senders,
  SIMULATOR_STRICT_CONTENT: strictContent,
  SIMULATOR_SERVICE_WINDOW: serviceWindow,
  SIMULATOR_LATENCY_MS: milliseconds(20, 'the delay of each response of the API'),
  SIMULATOR_STEP_MS: milliseconds(200, 'the time from one status of a message to the next'),
  SIMULATOR_STEP_JITTER: share(0.5, 'the random variation of a step, as a share of SIMULATOR_STEP_MS'),
  SIMULATOR_READ_SHARE: share(0.3, 'the share of delivered WhatsApp messages that are read'),
  SIMULATOR_PRICE_DELAY_MS: milliseconds(1000, 'the time from the last status of a message to its price'),
  SIMULATOR_APPROVAL_MS: milliseconds(2000, 'the time that WhatsApp takes to approve a content'),
  SIMULATOR_FAULTS: faults,
  SIMULATOR_CALLBACKS: callbacks,
  SIMULATOR_LIST_TEXTS: listTexts,
  SIMULATOR_INBOUND_URL: inboundUrl,
  SIMULATOR_CALLBACK_CONNECTIONS: integer({
    min: 1,
    max: 1000,
    default: 50,
    meaning: 'the maximum number of simultaneous callbacks to one host',
  }),
  SIMULATOR_MAX_MESSAGES: integer({
    min: 1,
    max: 10_000_000,
    default: 500_000,
    meaning: 'the maximum number of stored messages; above it, the oldest are deleted',
  }),
  SIMULATOR_SEED: integer({
    min: 0,
    max: 2 ** 32 - 1,
    default: 1,
    meaning: 'the seed of all random decisions: the same seed gives the same decisions',
  }),
});
export type Environment = z.infer<typeof Environment>;

export type Config = {
  listen: { host: string; port: number };
  logLevel: Environment['LOG_LEVEL'];
  account: Account;
  /** Accepted senders; empty to accept every sender. */
  senders: ReadonlySet<string>;
  strictContent: boolean;
  /** True to fail WhatsApp texts outside the 24 hours after the person last wrote. */
  serviceWindow: boolean;
  latencyMs: number;
  approvalMs: number;
  pace: Pace;
  faults: FaultPlan;
  callbacks: { enabled: boolean; connections: number };
  /** Form in which the list shows texts. */
  listTexts: ListTextMode;
  /** Webhook for inbound messages. */
  inboundUrl: string | undefined;
  maxMessages: number;
  seed: number;
};

export const toConfig = (env: Environment): Config => ({
  listen: { host: env.HOST, port: env.PORT },
  logLevel: env.LOG_LEVEL,
  account: accountOf(env),
  senders: new Set(env.SIMULATOR_SENDERS),
  strictContent: env.SIMULATOR_STRICT_CONTENT,
  serviceWindow: env.SIMULATOR_SERVICE_WINDOW,
  latencyMs: env.SIMULATOR_LATENCY_MS,
  approvalMs: env.SIMULATOR_APPROVAL_MS,
  pace: {
    stepMs: env.SIMULATOR_STEP_MS,
    jitter: env.SIMULATOR_STEP_JITTER,
    readShare: env.SIMULATOR_READ_SHARE,
    priceDelayMs: env.SIMULATOR_PRICE_DELAY_MS,
  },
  faults: env.SIMULATOR_FAULTS,
  callbacks: {
    enabled: env.SIMULATOR_CALLBACKS,
    connections: env.SIMULATOR_CALLBACK_CONNECTIONS,
  },
  listTexts: env.SIMULATOR_LIST_TEXTS,
  inboundUrl: env.SIMULATOR_INBOUND_URL,
  maxMessages: env.SIMULATOR_MAX_MESSAGES,
  seed: env.SIMULATOR_SEED,
});

const accountOf = (env: Environment): Account => ({
  sid: env.TWILIO_ACCOUNT_SID,
  authToken: env.TWILIO_AUTH_TOKEN.split(',')[0] ?? '',
  ...(env.TWILIO_API_KEY &&
    env.TWILIO_API_SECRET && { apiKey: { sid: env.TWILIO_API_KEY, secret: env.TWILIO_API_SECRET } }),
});
