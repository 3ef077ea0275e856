import { z } from 'zod';
import { TemplateContent } from './template-content.ts';
import { Channel, Variables } from './content.ts';
import { Language, MessageId, PhoneOrHandle, SenderId } from './identifiers.ts';
import { Money } from './prices.ts';
import { FieldError } from './problem.ts';
import { SendingWindow } from './sending-window.ts';

const Units = {
  people: z.int(),
  segments: z.int().optional().meta({ description: 'SMS segments; absent for WhatsApp' }),
};

const Cost = Money.optional().meta({
  description: 'Expected cost from the price list; messages without a price are not included',
});

/** Counts SMS texts with a character that GSM-7 lacks: 70 characters per segment instead of 160. */
const Unicode = z
  .object({
    characters: z
      .array(z.string())
      .meta({ description: 'Characters that GSM-7 does not have, of up to 100 of these people' }),
    people: z.int().meta({ description: 'People whose text has such a character, also from their own variables' }),
    segments: z.int().meta({ description: 'Segments of their texts' }),
    segments_in_gsm7: z
      .int()
      .meta({ description: 'Segments of the same texts without accents and other such characters' }),
    extra_cost: Cost,
  })
  .meta({
    id: 'UnicodeCost',
    description:
      'Present if SMS texts are sent as UCS-2, with 70 characters per segment instead of 160. `sms_charset` of the template prevents it',
  });

/** Predicts the result of launching the campaign now: the response of `GET /v1/campaigns/:id/estimate`. */
export const Estimate = z
  .object({
    version: z.string().meta({
      description: 'Version to pass as `estimate_version` at launch. It changes with the audience, content or prices',
    }),
    people: z.int().meta({ description: 'People in the audience' }),
    to_send: z.int().meta({ description: 'Recipients who will get a message' }),
    kept_back: z.record(z.string(), z.int()).meta({ description: 'People who are excluded, by reason' }),
    segments: Units.segments,
    cost: Cost,
    prices_are_example: z.boolean().optional().meta({ description: 'True while the example price list is in force' }),
    unpriced: z.array(z.string()).meta({ description: 'Countries without a price; `?` where the country is unknown' }),
    by_country: z.array(z.object({ country: z.string(), ...Units, cost: Cost })),
    by_language: z
      .array(z.object({ language: z.string(), ...Units, cost: Cost }))
      .optional()
      .meta({ description: 'Absent if the campaign has one language for all' }),
    unicode: Unicode.optional(),
    fallback: z
      .object({ ...Units, cost: Cost, unpriced: z.array(z.string()), unicode: Unicode.optional() })
      .optional()
      .meta({ description: 'Highest possible fallback cost: if WhatsApp reaches nobody. Not included in `cost`' }),
    budget: Money.optional(),
    is_within_budget: z
      .boolean()
      .optional()
      .meta({ description: 'True if `cost` fits the budget; the fallback cost is not counted' }),
    balance: z
      .object({
        amount: z.string().meta({ description: 'Decimal number as text; it may be negative' }),
        currency: z.string(),
        read_at: z.iso.datetime(),
        other_campaigns: Money.optional().meta({
          description: 'What other running campaigns still have to spend, at most; absent if none runs',
        }),
        is_enough: z.boolean().optional().meta({
          description:
            'True if it pays `cost`, or `budget` if that is less, beside `other_campaigns`. The fallback cost is not counted. Absent if it was read more than an hour ago, or is in another currency',
        }),
      })
      .optional()
      .meta({ description: 'Balance of the Twilio account, read every five minutes; absent until it was read' }),
    by_sender: z.array(
      z.object({
        sender: z.string(),
        ...Units,
        rate: z.number().meta({ description: 'Messages per second; segments per second for SMS' }),
        paused: z.boolean(),
        ends_at: z.iso.datetime().optional(),
      }),
    ),
    window: SendingWindow.optional().meta({
      description: 'Sending window in force: that of the campaign, or the marketing window',
    }),
    starts_at: z.iso.datetime().optional(),
    ends_at: z.iso.datetime().optional().meta({ description: 'Expected end at full rates, if no other campaign runs' }),
    duration_seconds: z.int().optional(),
    beyond_a_year: z.int().meta({ description: 'Messages (for SMS: segments) that cannot be sent within one year' }),
    dry_run: z.boolean(),
  })
  .meta({ id: 'Estimate' });
export type Estimate = z.infer<typeof Estimate>;

const Line = z.coerce.number().int().min(1);
const PhoneNumber = z.string().trim().min(1).max(64);

/** Validates the query of `GET /v1/campaigns/:id/preview`. At most one field is allowed; default: the first recipient. */
export const PreviewQuery = z
  .strictObject({
    line: Line.optional().meta({ description: 'Line of the imported file' }),
    recipient: MessageId.optional(),
    to: PhoneOrHandle.optional(),
  })
  .refine((query) => Object.keys(query).length <= 1, {
    message: 'must name only one: a line, a recipient or a number',
    params: { reason: 'exclusive' },
  });
export type PreviewQuery = z.infer<typeof PreviewQuery>;

const Rendered = {
  text: z
    .string()
    .optional()
    .meta({ description: 'Text as the person reads it; absent if Recado does not store the body of the template' }),
  segments: z.int().optional().meta({ description: 'SMS segments; absent for WhatsApp' }),
  not_in_gsm7: z.array(z.string()).optional().meta({
    description:
      'Characters of an SMS for which a segment has 70 characters instead of 160. With `sms_charset` of the template: only those that have no replacement',
  }),
};

/** Shows the message to one recipient before it is sent. */
export const Preview = z
  .object({
    recipient: MessageId.meta({ description: 'Id of the recipient; the message gets the same id' }),
    line: z.int(),
    to: z.string().meta({ description: 'Masked (`+55119****5432`) without the scope pii:read' }),
    channel: Channel,
    language: z.string().meta({ description: 'Language of the template that this person gets' }),
    variables: z.record(z.string(), z.string()).optional().meta({
      description:
        'Variables of the row; where the row has none, those of the campaign. Like all texts, shown only with the scope pii:read',
    }),
    ...Rendered,
    content: TemplateContent.optional().meta({
      description:
        'Parts of the message with the values of the person; absent for SMS, and until the templates are synced',
    }),
    content_sid: z.string().optional(),
    content_variables: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'Variables as they are sent to Twilio' }),
    fallback: z.object(Rendered).optional().meta({ description: 'Fallback SMS' }),
    kept_back: z.string().optional().meta({ description: 'Reason why nothing would be sent, as known at the import' }),
  })
  .meta({ id: 'Preview' });
export type Preview = z.infer<typeof Preview>;

/** Validates the body of `POST /v1/campaigns/:id/test`. */
export const TestCampaign = z
  .strictObject({
    to: z.array(PhoneNumber).max(20).default([]).meta({ description: 'At least one number, unless `to_me` is true' }),
    to_me: z
      .boolean()
      .optional()
      .meta({ description: 'Only with a session: also to the own number of the person, from their profile' }),
    variables: Variables.optional().meta({
      description: 'Variables of the test; default: those of the first recipient',
    }),
    language: Language.optional().meta({
      description:
        'Language of the test, if the campaign does not name one; default: that of the first recipient, or of the template if you name variables',
    }),
    sender: SenderId.optional().meta({ description: 'Sender of the test; default: the first sender of the campaign' }),
  })
  .refine(({ to, to_me: toMe }) => to.length > 0 || toMe === true, {
    message: 'needs at least one number, or to_me',
    path: ['to'],
    params: { reason: 'required' },
  })
  .meta({ id: 'TestCampaign' });
export type TestCampaign = z.infer<typeof TestCampaign>;

/** Lists the results of a test in the order of its numbers. */
export const TestedCampaign = z
  .object({
    data: z.array(
      z.object({
        to: z.string().meta({ description: 'Masked without the scope pii:read' }),
        id: MessageId.optional().meta({ description: 'Id of the accepted message' }),
        refused: FieldError.optional().meta({
          description: 'Reason why no message was accepted, for example an opt-out',
        }),
      }),
    ),
  })
  .meta({ id: 'TestedCampaign' });
export type TestedCampaign = z.infer<typeof TestedCampaign>;
