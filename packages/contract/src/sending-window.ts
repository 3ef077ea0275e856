import { z } from 'zod';

const Clock = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time of day such as 09:00');

export const Weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
export type Weekday = z.infer<typeof Weekday>;

const everyDay = Weekday.options;

/** Checks that a name is an IANA time zone. */
export const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
};

/** Names a time zone. An offset such as +03:00 is none, because PostgreSQL reads its sign the other way round. */
export const TimeZoneName = z
  .string()
  .max(64)
  .refine((name) => /^[a-z]/i.test(name) && isTimeZone(name), {
    message: 'must be an IANA time zone such as America/Sao_Paulo',
    params: { reason: 'unknown_timezone' },
  });

/** Sets the days and hours when messages may be sent. `from` is included, `to` is not. */
export const SendingWindow = z
  .strictObject({
    days: z
      .array(Weekday)
      .min(1)
      .refine((days) => new Set(days).size === days.length, {
        message: 'must name each day once',
        params: { reason: 'duplicate' },
      })
      .meta({ uniqueItems: true })
      .default([...everyDay]),
    from: Clock,
    to: Clock,
    timezone: z
      .string()
      .max(64)
      .refine((name) => name === 'recipient' || isTimeZone(name), {
        message: 'must be recipient, or a time zone such as America/Sao_Paulo',
        params: { reason: 'unknown_timezone' },
      })
      .default('recipient')
      .meta({ description: '`recipient`: the time zone of each person, from the phone number; or an IANA name' }),
    holidays: z.array(z.iso.date()).max(400).default([]).meta({ description: 'Days on which nothing is sent' }),
  })
  .refine(({ from, to }) => from < to, {
    path: ['to'],
    message: 'must be later than from: a window cannot cross midnight',
    params: { reason: 'never_opens' },
  })
  .meta({ id: 'SendingWindow' });
export type SendingWindow = z.infer<typeof SendingWindow>;

const maxSeconds = 30 * 24 * 3600;
const pattern = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

const secondsOf = (duration: string): number => {
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = pattern.exec(duration) ?? [];
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
};

const Duration = z
  .string()
  .max(32)
  .regex(pattern, 'must be seconds, or a duration such as PT4H, P1D or PT90S')
  .transform(secondsOf);

/** Limits how long a message is valid: whole seconds, or an ISO 8601 duration. Parsing returns seconds. */
export const ValidFor = z
  .union([z.int(), Duration], 'must be whole seconds, or a duration such as PT4H, P1D or PT90S')
  .pipe(z.int().min(1).max(maxSeconds))
  .meta({
    description: 'Seconds (1 to 2592000), or an ISO 8601 duration such as `PT4H`',
    override: {
      anyOf: [
        { type: 'integer', minimum: 1, maximum: maxSeconds },
        { type: 'string', examples: ['PT4H'] },
      ],
    },
  });
export type ValidFor = z.infer<typeof ValidFor>;
