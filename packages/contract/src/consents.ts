import { z } from 'zod';
import { Channel, Line, Text } from './content.ts';
import { Language, TemplateName } from './identifiers.ts';
import { ImportedRecipients } from './recipients.ts';
import { isTimeZone } from './sending-window.ts';

/** A text of one person's statement that must say something. */
export const statement = (text: typeof Text, max: number, description: string) =>
  text
    .max(max)
    .refine((value) => value.trim() !== '', { message: 'must not be blank', params: { reason: 'empty' } })
    .meta({ description });

const time = z.iso
  .datetime({ offset: true, error: 'must be a time with its offset, for example 2026-12-24T09:00:00-03:00' })
  .meta({ description: 'Time of the statement; not in the future' });
const source = statement(Line, 200, 'Place of the statement: the form, the shop, the conversation');
const words = statement(Text, 2000, 'Words that the person agreed to or said');
const Purpose = z.literal('marketing').meta({ description: 'Purpose of the consent. Nothing else needs consent' });

/** Validates the fields of a consent one by one. */
export const ConsentFields = { channel: Channel, purpose: Purpose, occurred_at: time, source, words } as const;

/** Validates the body of `POST /v1/consents`. `evidence` is another name for `words`. */
export const RecordConsent = z
  .strictObject({
    to: z.string().trim().min(1).max(160).meta({
      description: 'E.164, a national number of DEFAULT_COUNTRY, or an id of WhatsApp such as BR.13491208655302741918',
    }),
    channel: Channel,
    purpose: Purpose.optional(),
    granted: z
      .boolean({
        error: ({ input }) =>
          input === undefined ? 'is required: true if the person agreed, false if they refused' : undefined,
      })
      .meta({ description: 'True if the person agreed; false if they refused or withdrew consent' }),
    occurred_at: time,
    source,
    words: words
      .optional()
      .meta({ description: 'Words that the person agreed to or said. Required, here or as `evidence`' }),
    evidence: words.optional().meta({ description: 'Other name for `words`; send one of the two' }),
    confirmed: z.boolean().default(false).meta({
      description: 'With double opt-in: the person already confirmed elsewhere and is not asked',
    }),
  })
  .refine(({ words: said, evidence }) => (said ?? evidence) !== undefined, {
    path: ['words'],
    message: 'is required',
    params: { reason: 'required' },
    when: ({ value }) => typeof value === 'object' && value !== null,
  })
  .refine(({ words: said, evidence }) => said === undefined || evidence === undefined || said === evidence, {
    path: ['evidence'],
    message: 'is the same as words: leave one of them out',
    params: { reason: 'conflicts' },
  })
  .transform(({ to, channel, granted, occurred_at, source: where, words: said, evidence, confirmed }) => ({
    to,
    channel,
    granted,
    occurred_at,
    source: where,
    words: said ?? evidence ?? '',
    confirmed,
  }))
  .meta({ id: 'RecordConsent' });
export type RecordConsent = z.infer<typeof RecordConsent>;

/** Validates the defaults for rows of a consent file that leave fields blank. */
export const ImportConsents = z.strictObject({
  granted: z
    .enum(['true', 'false'])
    .transform((granted) => granted === 'true')
    .optional()
    .meta({
      description:
        'Answer for rows that have none. A file without a column for the answer is refused unless this is set',
      override: { type: 'string', enum: ['true', 'false'] },
    }),
  confirmed: z
    .literal('true')
    .transform(() => true)
    .optional()
    .meta({
      description: 'With double opt-in: the people of the file already confirmed elsewhere and are not asked',
      override: { type: 'string', enum: ['true'] },
    }),
  timezone: z
    .string()
    .refine(isTimeZone, {
      message: 'must be an IANA time zone, such as America/Sao_Paulo',
      params: { reason: 'unknown_timezone' },
    })
    .optional()
    .meta({
      description: 'IANA time zone of times without an offset, such as `01/10/2026 10:00`',
    }),
  channel: Channel.optional(),
  purpose: Purpose.optional(),
  occurred_at: time.optional(),
  source: source.optional(),
  evidence: words.optional(),
});
export type ImportConsents = z.infer<typeof ImportConsents>;

export const ImportedConsents = z
  .object({
    accepted: z.int().meta({ description: 'New entries in the ledger' }),
    duplicates: z.int().meta({ description: 'Rows that are already in the ledger, or twice in the file' }),
    asked: z.int().meta({
      description: 'With double opt-in: people who were asked to confirm. Their consent is pending until they do',
    }),
    not_asked: z.int().meta({
      description:
        'People who cannot be asked, because the question cannot be sent to them. Their consent stays pending',
    }),
    rejected: z.int().meta({ description: 'Rows that were not imported' }),
    cleaned: ImportedRecipients.shape.cleaned,
    ninth_digits_added: ImportedRecipients.shape.ninth_digits_added,
    ignored_columns: z.array(z.string()).meta({ description: 'Columns that are not part of a consent' }),
    errors: ImportedRecipients.shape.errors,
  })
  .meta({ id: 'ImportedConsents' });
export type ImportedConsents = z.infer<typeof ImportedConsents>;

/** Shows an entry of the ledger of consents to marketing. */
export const Consent = z
  .object({
    sequence: z
      .int()
      .meta({ description: 'Position in the ledger, from 1. Consents that were recorded together share it' }),
    channel: Channel,
    granted: z.boolean(),
    occurred_at: z.iso.datetime(),
    recorded_at: z.iso.datetime(),
    source: z.string(),
    words: z.string(),
    by: z.string().meta({ description: 'Name of the API key that recorded it or launched the campaign' }),
    campaign_id: z.uuid().optional().meta({
      description:
        'Campaign whose `consent` field is the basis: `source` and `words` are its source and evidence, `occurred_at` is its launch',
    }),
    pending: z.literal(true).optional().meta({
      description:
        'With double opt-in: the consent does not count until the person answers yes. The answer is a separate entry',
    }),
    hash: z.string().meta({
      description:
        'Hash of this entry and all earlier ones, in hexadecimal. Keep it to prove later that nothing was changed',
    }),
  })
  .meta({ id: 'Consent' });
export type Consent = z.infer<typeof Consent>;

/** Adds the result of the verification to an entry. */
const ProvedConsent = Consent.extend({
  intact: z.boolean().meta({ description: 'False if this entry or its link in the chain was changed' }),
}).meta({ id: 'ProvedConsent' });

/** Proves a contact's consents from the ledger. */
export const ConsentProof = z
  .object({
    phone: z.string().meta({ description: 'Masked (`+55119****5432`) without the scope pii:read' }),
    intact: z.boolean().meta({
      description:
        'false: these entries or their links were changed, or the last verification of the whole ledger found a broken link',
    }),
    verified_at: z.iso.datetime().optional().meta({
      description: 'End of the last verification of the whole ledger, which runs every day. Absent before the first',
    }),
    consents: z.array(ProvedConsent).meta({ description: 'Entries of the contact, oldest first' }),
  })
  .meta({ id: 'ConsentProof' });
export type ConsentProof = z.infer<typeof ConsentProof>;

/** Configures double opt-in: a consent counts only after the person confirms it by a reply. */
export const DoubleOptIn = z
  .strictObject({
    enabled: z.boolean().default(false),
    template: TemplateName.optional().meta({
      description: 'Template that asks for confirmation. It must not be marketing and must not have variables',
    }),
    language: Language.optional(),
  })
  .refine(({ enabled, template }) => !enabled || template !== undefined, {
    path: ['template'],
    message: 'is required: name the template that asks for confirmation',
    params: { reason: 'required' },
  })
  .meta({ id: 'DoubleOptIn' });
export type DoubleOptIn = z.infer<typeof DoubleOptIn>;
