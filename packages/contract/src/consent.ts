import { z } from 'zod';
import { Channel } from './channel.ts';
import { Text } from './text.ts';

const told = (max: number, description: string) =>
  Text.max(max)
    .refine((text) => text.trim() !== '', { message: 'must not be blank', params: { reason: 'empty' } })
    .meta({ description });

/** What `POST /v1/consents` takes. */
export const RecordConsent = z
  .strictObject({
    to: z.string().trim().min(1).max(64).meta({ description: 'E.164, or a national number of DEFAULT_COUNTRY' }),
    channel: Channel,
    granted: z.boolean().default(true).meta({ description: 'false: the person refused, or took it back' }),
    occurred_at: z.iso
      .datetime({ offset: true, error: 'must be a time with its offset, as in 2026-12-24T09:00:00-03:00' })
      .meta({ description: 'When the person said so; not in the future' }),
    source: told(200, 'Where: the form, the shop, the conversation'),
    words: told(2000, 'The words that the person agreed to or said'),
  })
  .meta({ id: 'RecordConsent' });
export type RecordConsent = z.infer<typeof RecordConsent>;

/** An entry of the ledger of consents to marketing. */
export const Consent = z
  .object({
    sequence: z
      .int()
      .meta({ description: 'Its place in the ledger, from 1. Those who were written down at once share it' }),
    channel: Channel,
    granted: z.boolean(),
    occurred_at: z.iso.datetime(),
    recorded_at: z.iso.datetime(),
    source: z.string(),
    words: z.string(),
    by: z.string().meta({ description: 'The name of the API key that recorded it, or that launched the campaign' }),
    campaign_id: z.uuid().optional().meta({
      description:
        'The campaign whose `consent` says so: `source` and `words` are its source and evidence, `occurred_at` is its launch',
    }),
    hash: z.string().meta({
      description: 'Over this entry and all before it, in hexadecimal. Keep it to prove later that none was changed',
    }),
  })
  .meta({ id: 'Consent' });
export type Consent = z.infer<typeof Consent>;

/** What the ledger proves of a person. */
export const ConsentProof = z
  .object({
    phone: z.string().meta({ description: 'Masked (`+55119****5432`) without the scope pii:read' }),
    intact: z.boolean().meta({ description: 'false: somebody changed the ledger, or these entries, behind its back' }),
    consents: z.array(Consent).meta({ description: 'The oldest first' }),
  })
  .meta({ id: 'ConsentProof' });
export type ConsentProof = z.infer<typeof ConsentProof>;
