import { z } from 'zod';
import { ConsentProof, statement } from './consents.ts';
import { Channel, FreeText, Line } from './content.ts';
import { CampaignId, Language, PhoneOrHandle } from './identifiers.ts';
import { InboundMessage } from './inbound.ts';
import { Message, Status } from './messages.ts';
import { isTimeZone } from './sending-window.ts';

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

/** Confirms STOP and START. */
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

const phone = z.string().meta({ description: 'Masked (`+55119****5432`) without the scope pii:read' });

/** Validates the body of `PUT /v1/contacts/:phone`. Named fields are changed; `null` removes a field. */
export const PutContact = z
  .strictObject({
    timezone: z
      .string()
      .max(64)
      .refine(isTimeZone, {
        message: 'must be a time zone such as America/Sao_Paulo',
        params: { reason: 'unknown_timezone' },
      })
      .nullable()
      .optional()
      .meta({ description: 'IANA time zone of the person; it replaces the time zone of the number' }),
    language: Language.nullable().optional(),
  })
  .meta({ id: 'PutContact' });
export type PutContact = z.infer<typeof PutContact>;

/** Shows the settings of a contact. */
export const ContactSettings = z
  .object({ phone, timezone: z.string().optional(), language: Language.optional() })
  .meta({ id: 'ContactSettings' });
export type ContactSettings = z.infer<typeof ContactSettings>;

/** Summarizes a contact's data. */
export const Contact = z
  .object({
    phone,
    timezone: z.string().optional(),
    language: Language.optional(),
    whatsapp_ids: z.array(z.string()).meta({
      description: 'Ids of WhatsApp that Twilio named beside the number. Masked without the scope pii:read',
    }),
    messages: z.object({
      total: z.int(),
      by_channel: z
        .partialRecord(Channel, z.partialRecord(Status, z.int()))
        .meta({ description: 'Number of messages by status, for each channel' }),
      first_at: z.iso.datetime().optional(),
      last_at: z.iso.datetime().optional(),
    }),
    inbound: z.int().meta({ description: 'Messages that the person sent' }),
    campaigns: z
      .int()
      .meta({ description: 'Number of campaigns with this person in the audience or on the list of excluded people' }),
    consents: z
      .array(z.object({ channel: Channel, granted: z.boolean(), at: z.iso.datetime() }))
      .meta({ description: 'Latest consent to marketing for each channel' }),
    opt_outs: OptOuts.shape.opt_outs,
  })
  .meta({ id: 'Contact' });
export type Contact = z.infer<typeof Contact>;

/** Validates the body of `POST /v1/contacts/lookup`. */
export const LookUpContact = z.strictObject({ phone: PhoneOrHandle }).meta({ id: 'LookUpContact' });
export type LookUpContact = z.infer<typeof LookUpContact>;

/** Names a contact without its number. */
export const LookedUpContact = z
  .object({
    handle: z.string().meta({
      description:
        'Stands for the number in every path and filter for 12 hours, so that no URL and no log has the number',
    }),
    contact: Contact.nullable().meta({ description: 'Data stored about the contact; null if there is none' }),
  })
  .meta({ id: 'LookedUpContact' });
export type LookedUpContact = z.infer<typeof LookedUpContact>;

const said = {
  body: z.string().optional(),
  media: z.array(z.string()).optional(),
  variables: z.record(z.string(), z.string()).optional(),
};

/** Holds all data stored about a contact. */
export const ContactExport = z
  .object({
    exported_at: z.iso.datetime(),
    contact: Contact,
    consents: ConsentProof,
    campaigns: z.array(
      z.object({
        campaign_id: CampaignId,
        name: z.string(),
        line: z.int().optional().meta({
          description: 'Line of the file that named the person; absent if only a file of excluded people did',
        }),
        kept_back: z.string().optional(),
        ...said,
      }),
    ),
    inbound: z.array(InboundMessage),
    messages: z.array(Message.extend(said)),
  })
  .meta({ id: 'ContactExport' });
export type ContactExport = z.infer<typeof ContactExport>;

/** Counts the erased data. All counts are 0 if nothing was stored or everything was erased before. */
export const ErasedContact = z
  .object({
    phone,
    erased: z.object({ messages: z.int(), campaigns: z.int(), inbound: z.int(), consents: z.int() }),
  })
  .meta({ id: 'ErasedContact' });
export type ErasedContact = z.infer<typeof ErasedContact>;

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const revealPath = new RegExp(`^(?:messages/${uuid}|campaigns/${uuid}/recipients/${uuid})$`, 'i');

/** Validates the body of `POST /v1/reveals`. */
export const RevealNumber = z
  .strictObject({
    object: z
      .string()
      .max(200)
      .regex(revealPath, 'must be messages/{id} or campaigns/{id}/recipients/{id}')
      .meta({ description: 'Path of the message or recipient: `messages/{id}` or `campaigns/{id}/recipients/{id}`' }),
    reason: Line.trim().min(1).max(200).optional().meta({ description: 'Why you need it. The audit log has it' }),
  })
  .meta({ id: 'RevealNumber' });
export type RevealNumber = z.infer<typeof RevealNumber>;

export const RevealedNumber = z
  .object({ number: z.string(), shown_for_seconds: z.int().meta({ description: 'Hide the number again after this' }) })
  .meta({ id: 'RevealedNumber' });
export type RevealedNumber = z.infer<typeof RevealedNumber>;
