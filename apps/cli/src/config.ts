import {
  ApiKeyEnv,
  ConsoleUrlEnv,
  CountryEnv,
  DatabaseEnv,
  DataDirEnv,
  HttpUrl,
  KeysEnv,
  ListenEnv,
  LogEnv,
  MetricsEnv,
  ProxyEnv,
  PublicUrlEnv,
  refuseUnreachableUrl,
  RedisEnv,
  SendersEnv,
  TwilioEnv,
  twilioOf,
  variable,
  WorkerEnv,
} from '@recado/runtime';
import { z } from 'zod';

const keys = KeysEnv.shape;
const twilio = TwilioEnv.shape;

/** Checks the environment of `recado up` before it starts anything. Every variable is optional. */
export const UpEnv = z
  .object({
    ...ApiKeyEnv.shape,
    ...ConsoleUrlEnv.shape,
    ...CountryEnv.shape,
    ...DataDirEnv.shape,
    ...ListenEnv.shape,
    ...LogEnv.shape,
    ...ProxyEnv.shape,
    ...RedisEnv.shape,
    ...SendersEnv.shape,
    ...WorkerEnv.shape,
    ...twilio,
    ...DatabaseEnv.shape,
    DATABASE_URL: DatabaseEnv.shape.DATABASE_URL.optional(),
    METRICS_PORT: MetricsEnv.shape.METRICS_PORT,
    PUBLIC_URL: PublicUrlEnv.shape.PUBLIC_URL.optional(),
    RECADO_ENCRYPTION_KEYS: keys.RECADO_ENCRYPTION_KEYS.optional(),
    RECADO_INDEX_KEY: keys.RECADO_INDEX_KEY.optional(),
    TWILIO_ACCOUNT_SID: twilio.TWILIO_ACCOUNT_SID.optional(),
    TWILIO_AUTH_TOKEN: twilio.TWILIO_AUTH_TOKEN.optional(),
  })
  .superRefine(refuseUnreachableUrl)
  .superRefine((env, context) => {
    if (env.TWILIO_AUTH_TOKEN && !env.TWILIO_ACCOUNT_SID)
      context.addIssue({
        code: 'custom',
        path: ['TWILIO_ACCOUNT_SID'],
        message: 'AC and 32 hexadecimal digits because TWILIO_AUTH_TOKEN is set',
      });
    if (env.TWILIO_ACCOUNT_SID && !env.PUBLIC_URL)
      context.addIssue({
        code: 'custom',
        path: ['PUBLIC_URL'],
        message: 'https://host, where Twilio reaches this API, because TWILIO_ACCOUNT_SID is set',
      });
  });
export type UpEnv = z.infer<typeof UpEnv>;

const Given = z.string().optional();

/** Lists the variables that a process inherits from the machine. */
export const MachineEnv = z.object({ PATH: Given, HOME: Given, TMPDIR: Given, TZ: Given, NODE_EXTRA_CA_CERTS: Given });

/** Names the variables of the simulator; see its README. */
const simulatorVariables = [
  'SIMULATOR_CALLBACKS',
  'SIMULATOR_FAULTS',
  'SIMULATOR_LATENCY_MS',
  'SIMULATOR_READ_SHARE',
  'SIMULATOR_SEED',
  'SIMULATOR_SENDERS',
  'SIMULATOR_SERVICE_WINDOW',
  'SIMULATOR_STEP_JITTER',
  'SIMULATOR_STEP_MS',
  'SIMULATOR_STRICT_CONTENT',
];

/** Keeps the variables unparsed for the processes that `recado up` starts. Each process parses its own. */
export const HandedOnEnv = z.object({
  ...Object.fromEntries([...Object.keys(UpEnv.shape), ...simulatorVariables].map((name) => [name, Given])),
  ...MachineEnv.shape,
});

/** Reads the environment of commands that call the HTTP API. */
export const SendEnv = z.object({
  ...ApiKeyEnv.shape,
  ...DataDirEnv.shape,
  RECADO_URL: variable(HttpUrl.optional(), {
    shape: 'http://host:port',
    remedy: 'Set it to the address of the API, or unset it for the one that `recado up` runs here.',
  }),
});

/** Reads the environment of commands that connect to the database. */
export const RecordEnv = z.object({
  ...DataDirEnv.shape,
  MIGRATE_DATABASE_URL: DatabaseEnv.shape.MIGRATE_DATABASE_URL,
  DATABASE_URL: DatabaseEnv.shape.DATABASE_URL.optional(),
});

/** Reads where people open the console, for links to it. */
export const ConsoleEnv = z.object({
  ...DataDirEnv.shape,
  ...ConsoleUrlEnv.shape,
  PUBLIC_URL: PublicUrlEnv.shape.PUBLIC_URL.optional(),
});

/** Reads the environment of the key rotations. */
export const RotationEnv = z.object({
  ...DataDirEnv.shape,
  DATABASE_URL: DatabaseEnv.shape.DATABASE_URL.optional(),
  RECADO_ENCRYPTION_KEYS: keys.RECADO_ENCRYPTION_KEYS.optional(),
  RECADO_INDEX_KEY: keys.RECADO_INDEX_KEY.optional(),
});
export type RotationEnv = z.infer<typeof RotationEnv>;

/** The variables of `recado twilio setup`, as the API has them. */
export const SetupEnv = z
  .object({ ...twilio, ...PublicUrlEnv.shape, ...ProxyEnv.shape })
  .superRefine(refuseUnreachableUrl)
  .transform((env) => ({ twilio: twilioOf(env) }));

/** The variables of `recado doctor`, as the API has them. */
export const DoctorEnv = z
  .object({
    ...twilio,
    ...PublicUrlEnv.shape,
    ...ProxyEnv.shape,
    ...RedisEnv.shape,
    DATABASE_POOL_SIZE: DatabaseEnv.shape.DATABASE_POOL_SIZE,
  })
  .superRefine(refuseUnreachableUrl)
  .transform((env) => ({ twilio: twilioOf(env), redis: env.REDIS_URL, poolSize: env.DATABASE_POOL_SIZE }));
