import { z } from 'zod';
import { Channel } from './content.ts';

export const OptOutPurpose = z.enum(['all', 'marketing']).meta({
  id: 'OptOutPurpose',
  description: '`all` keeps back everything but login codes, `marketing` marketing alone',
});
export type OptOutPurpose = z.infer<typeof OptOutPurpose>;

/** What `POST /v1/contacts/:phone/opt-out` and `/opt-in` take. */
export const ChangeOptOut = z
  .strictObject({
    channel: Channel.optional().meta({ description: 'Both without it' }),
    purpose: OptOutPurpose.default('all'),
  })
  .meta({ id: 'ChangeOptOut' });
export type ChangeOptOut = z.infer<typeof ChangeOptOut>;

const OptOut = z.object({
  channel: Channel,
  purpose: OptOutPurpose,
  source: z.string().meta({ description: "`api`, `reply`, or Twilio's code as in `twilio 21610`" }),
  at: z.iso.datetime(),
});

/** What a person does not want. */
export const OptOuts = z
  .object({
    phone: z.string().meta({ description: 'Masked (`+55119****5432`) without the scope pii:read' }),
    opt_outs: z.array(OptOut),
  })
  .meta({ id: 'OptOuts' });
export type OptOuts = z.infer<typeof OptOuts>;
