import { z } from 'zod';

const Clock = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time of day such as 09:00');

export const Weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
export type Weekday = z.infer<typeof Weekday>;

const everyDay = Weekday.options;

/** Whether it is the IANA name of a time zone. */
export const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
};

/** When messages may be sent: on these days, from a time of day until before another. */
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
      .meta({ description: "`recipient`: each person's own, by the number; or an IANA name" }),
    holidays: z.array(z.iso.date()).max(400).default([]).meta({ description: 'Days on which nothing is sent' }),
  })
  .refine(({ from, to }) => from < to, {
    path: ['to'],
    message: 'must be later than from: a window does not go over midnight, and one that never opens sends nothing',
    params: { reason: 'never_opens' },
  })
  .meta({ id: 'SendingWindow' });
export type SendingWindow = z.infer<typeof SendingWindow>;
