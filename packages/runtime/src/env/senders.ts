import { z } from 'zod';
import { variable } from '../variable.ts';

const e164OrService = /^(\+[1-9]\d{6,14}|MG[0-9a-fA-F]{32})$/;
const shortCodeOrName = /^(\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/;

const common = {
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'up to 32 of a-z 0-9 _ -, a letter or digit first'),
  daily_limit: z.int('a whole number of messages').min(1, 'at least 1 message a day').optional(),
};

const rate = z
  .number('a number of messages per second')
  .min(0.01, 'at least 0.01 messages per second')
  .max(10_000, 'at most 10000 messages per second');

const WhatsAppSender = z.strictObject({
  ...common,
  channel: z.literal('whatsapp'),
  address: z.string().regex(e164OrService, '+ and the number in E.164, or MG and 32 hexadecimal digits'),
  mps: rate.default(80),
  portfolio: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/, 'up to 64 letters, digits, blanks, dots, _ and -')
    .optional(),
});

const SmsSender = z.strictObject({
  ...common,
  channel: z.literal('sms'),
  address: z
    .string()
    .refine(
      (value) => e164OrService.test(value) || shortCodeOrName.test(value),
      '+ and the number in E.164, MG and 32 hexadecimal digits, a short code, or a name of up to 11 characters',
    ),
  mps: rate.default(10),
});

/** A sender that is created if it does not exist. `mps` is messages per second. */
export const SenderSeed = z.discriminatedUnion('channel', [WhatsAppSender, SmsSender], 'a channel, whatsapp or sms');
export type SenderSeed = z.infer<typeof SenderSeed>;

const parseJson = (text: string, context: z.RefinementCtx): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom' });
    return z.NEVER;
  }
};

const everyIdOnce = (senders: SenderSeed[]): boolean => new Set(senders.map(({ id }) => id)).size === senders.length;

const SenderSeeds = z
  .string()
  .transform(parseJson)
  .pipe(z.array(SenderSeed, 'a JSON array').refine(everyIdOnce, 'each sender id once'));

/** The senders that are created at the first start. */
export const SendersEnv = z.object({
  RECADO_SENDERS: variable(SenderSeeds.default([]), {
    shape: 'JSON such as [{"id":"store","channel":"whatsapp","address":"+…","mps":80}]',
    remedy: 'Set it to the senders to begin with, or unset it and PUT /v1/senders/:id.',
  }),
});
