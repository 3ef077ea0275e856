import { z } from 'zod';

/** Lists the problem types. They are stable: a program may branch on them. */
export const problemTypes = {
  'invalid-request': { status: 422, title: 'The request is not valid' },
  'malformed-request': { status: 400, title: 'The request cannot be read' },
  unauthorized: { status: 401, title: 'A valid API key or session is needed' },
  forbidden: { status: 403, title: 'The API key or session may not do this' },
  'invalid-signature': { status: 403, title: 'The signature does not match' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'This method is not allowed for this path' },
  conflict: { status: 409, title: 'The current state of the resource does not allow this' },
  'estimate-outdated': { status: 409, title: 'The estimate is out of date' },
  'balance-too-low': { status: 409, title: 'The balance of the Twilio account does not pay for this' },
  'idempotency-key-in-use': { status: 409, title: 'The first request with this Idempotency-Key is still running' },
  'idempotency-key-reused': { status: 422, title: 'This Idempotency-Key was used for another request' },
  'rate-limited': { status: 429, title: 'Rate limit exceeded' },
  'request-timeout': { status: 408, title: 'The body did not arrive in time' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'unsupported-media-type': { status: 415, title: 'This content type is not supported' },
  'twilio-unavailable': { status: 502, title: 'Twilio does not respond as expected; try again later' },
  unavailable: { status: 503, title: 'Service temporarily unavailable; try again later' },
  internal: { status: 500, title: 'Internal error' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemType = keyof typeof problemTypes;

export const FieldError = z
  .object({
    field: z
      .string()
      .meta({ description: 'Path of the field, for example `variables.order_id`. Empty for the whole body' }),
    reason: z.string().meta({ description: 'Stable code' }),
    message: z.string().meta({ description: 'Explanation for people: what is wrong and what to do' }),
  })
  .meta({ id: 'FieldError' });
export type FieldError = z.infer<typeof FieldError>;

/** RFC 9457 problem details. */
export const Problem = z
  .object({
    type: z.string().meta({ examples: ['urn:recado:problem:invalid-request'] }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().optional().meta({ description: 'Request id, as in the log' }),
    errors: z.array(FieldError).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

export const problemUri = (type: ProblemType): string => `urn:recado:problem:${type}`;

const Check = z.enum(['ok', 'down']);

/** Answers `GET /readyz`: 200 while the API can accept messages, 503 while it cannot. */
export const Readiness = z
  .object({
    status: z
      .enum(['ok', 'degraded', 'unavailable'])
      .meta({ description: 'degraded: messages are accepted and wait in PostgreSQL until the queue works again' }),
    reason: z
      .string()
      .optional()
      .meta({ description: 'Cause if the status is not ok', examples: ['the queue does not answer'] }),
    warning: z
      .string()
      .optional()
      .meta({
        description: 'Says that a simulator stands in for Twilio',
        examples: ['a simulator stands in for Twilio'],
      }),
    checks: z.object({
      postgresql: Check.meta({ description: 'down while PostgreSQL does not answer or takes no writes' }),
      migrations: z
        .enum(['ok', 'pending'])
        .meta({ description: 'pending until the schema is migrated and the keys and example data exist' }),
      queue: Check.meta({ description: 'down while the queue does not answer or takes no writes' }),
      clock: z
        .enum(['right', 'off', 'wrong'])
        .meta({ description: 'off: more than 2 s from the clock of PostgreSQL; wrong: more than 30 s, so not ready' }),
    }),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.infer<typeof Readiness>;

/** The remedies of an error, for people. The console has a sentence for each. */
export const Remedy = z
  .enum([
    'wait',
    'look_up',
    'check_number',
    'send_sms',
    'nothing_opted_out',
    'fix_content',
    'fix_template',
    'fix_sender',
    'fix_account',
    'fix_settings',
    'nothing',
  ])
  .meta({ id: 'Remedy' });
export type Remedy = z.infer<typeof Remedy>;

const ErrorCodeClass = z
  .enum(['retry', 'slow', 'ambiguous', 'recipient', 'opt_out', 'config', 'content', 'notice'])
  .meta({
    id: 'ErrorCodeClass',
    description:
      '`retry` passes by itself; `slow`: a limit; `ambiguous`: Twilio may have the message; `recipient`: this person cannot be reached; `opt_out`; `config`: our account, sender, template or settings; `content`: this message; `notice`: says nothing about the outcome',
  });

/** Lists what Twilio's error codes mean. */
export const ErrorCodeList = z
  .object({
    data: z.array(
      z.object({
        code: z.int(),
        class: ErrorCodeClass,
        meaning: z.string(),
        remedy: Remedy,
        sms_fallback: z.boolean().meta({ description: 'The same may be said by SMS, to people who agreed to SMS' }),
      }),
    ),
  })
  .meta({ id: 'ErrorCodeList' });
export type ErrorCodeList = z.infer<typeof ErrorCodeList>;
