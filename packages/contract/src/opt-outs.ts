import { z } from 'zod';
import { statement } from './consents.ts';
import { Channel, FreeText, Line } from './content.ts';

export const OptOutPurpose = z.enum(['all', 'marketing']).meta({
  id: 'OptOutPurpose',
  description: '`all` stops everything except login codes; `marketing` stops only marketing',
});
export type OptOutPurpose = z.infer<typeof OptOutPurpose>;

/** Validates the body of `POST /v1/contacts/:phone/opt-out`. */
export const ChangeOptOut = z
  .strictObject({
    channel: Channel.optional().meta({ description: 'Channel; default: both' }),
    purpose: OptOutPurpose.default('all'),
  })
  .meta({ id: 'ChangeOptOut' });
export type ChangeOptOut = z.infer<typeof ChangeOptOut>;

const forAudit = 'Stored in the audit log without limit, so name no person';

/** Validates the body of `POST /v1/contacts/:phone/opt-in`. */
export const RemoveOptOut = ChangeOptOut.extend({
  source: statement(Line, 200, `Place where the person asked for messages again: the form, the call. ${forAudit}`),
  evidence: statement(Line, 500, `Proof of it, for example the number of a ticket or a call. ${forAudit}`),
}).meta({ id: 'RemoveOptOut' });
export type RemoveOptOut = z.infer<typeof RemoveOptOut>;

const OptOut = z.object({
  channel: Channel,
  purpose: z.enum([...OptOutPurpose.options, 'unclear']).meta({
    description:
      'What is stopped. `unclear`: the person may have opted out; marketing is held until somebody opts the person out or in',
  }),
  source: z.string().meta({ description: "`api`, `reply`, or Twilio's code, for example `twilio 21610`" }),
  at: z.iso.datetime(),
});

/** Opt-outs of a contact. */
export const OptOuts = z
  .object({
    phone: z.string().meta({ description: 'Masked (`+55119****5432`) without the scope pii:read' }),
    opt_outs: z.array(OptOut),
  })
  .meta({ id: 'OptOuts' });
export type OptOuts = z.infer<typeof OptOuts>;

const Words = FreeText.optional().meta({ description: 'Text instead of the default one' });

const mostLanguages = 30;

/** Confirmation of STOP and START. */
export const OptOutConfirmation = z
  .strictObject({
    enabled: z.boolean(),
    texts: z
      .record(
        z.string().regex(/^[a-z]{2,3}$/, 'must be a language without its country, such as pt'),
        z.strictObject({ stop: Words, marketing: Words, start: Words }),
      )
      .refine((texts) => Object.keys(texts).length <= mostLanguages, {
        message: `has more than ${mostLanguages} languages`,
        params: { reason: 'too_big' },
      })
      .meta({
        description:
          'Texts by language, for an opt-out by keyword (`stop`), of marketing only (`marketing`), and for an opt-in (`start`). ' +
          'Portuguese, Spanish and English have default texts',
      }),
  })
  .meta({
    id: 'OptOutConfirmation',
    description:
      'Whether Recado confirms STOP and START once, in the language of the person. If Twilio confirms it, Recado does not',
  });
