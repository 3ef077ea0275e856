import { z } from 'zod';
import { Channel, Variables } from './content.ts';
import { MessageId, SenderId } from './identifiers.ts';
import { Money } from './prices.ts';
import { FieldError } from './problem.ts';
import { SendingWindow } from './sending-window.ts';

const Units = {
  people: z.int(),
  segments: z.int().optional().meta({ description: 'SMS segments; absent for WhatsApp' }),
};

const Cost = Money.optional().meta({ description: 'By the price list; without what has no price in it' });

/** What `GET /v1/campaigns/:id/estimate` answers: what would come of launching the campaign now. */
export const Estimate = z
  .object({
    version: z.string().meta({
      description: 'Launch with it as `estimate_version`: it is another one once audience, content or prices changed',
    }),
    people: z.int().meta({ description: 'In the audience' }),
    to_send: z.int().meta({ description: 'Recipients who will get a message' }),
    kept_back: z.record(z.string(), z.int()).meta({ description: 'The others, by reason' }),
    segments: Units.segments,
    cost: Cost,
    prices_are_example: z.boolean().optional().meta({ description: 'Nobody has put a price list yet' }),
    unpriced: z.array(z.string()).meta({ description: 'Countries without a price; `?` where the country is unknown' }),
    by_country: z.array(z.object({ country: z.string(), ...Units, cost: Cost })),
    unicode: z
      .object({
        characters: z.array(z.string()).meta({ description: 'Characters that GSM-7 does not have' }),
        segments: z.int(),
        segments_in_gsm7: z
          .int()
          .meta({ description: 'Segments of the same text without accents on these characters' }),
        extra_cost: Cost,
      })
      .optional()
      .meta({
        description:
          'There if the text of an SMS campaign is sent as UCS-2, at 70 characters a segment instead of 160. By the text with the values of the campaign; those of people may need more',
      }),
    fallback: z
      .object({ ...Units, cost: Cost, unpriced: z.array(z.string()) })
      .optional()
      .meta({ description: 'At most: if WhatsApp reached nobody. Not in `cost`' }),
    budget: Money.optional(),
    is_within_budget: z.boolean().optional().meta({ description: '`cost` alone' }),
    by_sender: z.array(
      z.object({
        sender: z.string(),
        ...Units,
        rate: z.number().meta({ description: 'Messages a second, of SMS segments' }),
        paused: z.boolean(),
        ends_at: z.iso.datetime().optional(),
      }),
    ),
    window: SendingWindow.optional().meta({ description: 'In force: its own, or the one of marketing' }),
    starts_at: z.iso.datetime().optional(),
    ends_at: z.iso.datetime().optional().meta({ description: 'At the full rates, as if no other campaign ran' }),
    duration_seconds: z.int().optional(),
    beyond_a_year: z.int().meta({ description: 'Messages, of SMS segments, that a year is not enough for' }),
    dry_run: z.boolean(),
  })
  .meta({ id: 'Estimate' });
export type Estimate = z.infer<typeof Estimate>;

const Line = z.coerce.number().int().min(1);
const PhoneNumber = z.string().trim().min(1).max(64);

/** What `GET /v1/campaigns/:id/preview` takes in its query: at most one of them; without any, the first person. */
export const PreviewQuery = z
  .strictObject({
    line: Line.optional().meta({ description: 'Line of the file' }),
    recipient: MessageId.optional(),
    to: PhoneNumber.optional(),
  })
  .refine((query) => Object.keys(query).length <= 1, {
    message: 'name a line, a recipient or a number, and only one of them',
    params: { reason: 'exclusive' },
  });
export type PreviewQuery = z.infer<typeof PreviewQuery>;

const Rendered = {
  text: z
    .string()
    .optional()
    .meta({ description: 'As the person reads it; absent when the template has no body here' }),
  segments: z.int().optional().meta({ description: 'SMS segments; absent for WhatsApp' }),
};

/** Preview of the message to one recipient. */
export const Preview = z
  .object({
    recipient: MessageId.meta({ description: 'Also the id that the message will have' }),
    line: z.int(),
    to: z.string().meta({ description: 'Masked (`+55119****5432`) without the scope pii:read' }),
    channel: Channel,
    variables: z
      .record(z.string(), z.string())
      .meta({ description: "The row's, and the campaign's where it has none" }),
    ...Rendered,
    content_sid: z.string().optional(),
    content_variables: z.record(z.string(), z.string()).optional().meta({ description: 'As Twilio gets them' }),
    fallback: z.object(Rendered).optional().meta({ description: 'Fallback SMS' }),
    kept_back: z.string().optional().meta({ description: 'Why nothing would be sent, as it was known at the import' }),
  })
  .meta({ id: 'Preview' });
export type Preview = z.infer<typeof Preview>;

/** What `POST /v1/campaigns/:id/test` takes. */
export const TestCampaign = z
  .strictObject({
    to: z.array(PhoneNumber).min(1).max(20),
    variables: Variables.optional().meta({ description: "Without them the first person's" }),
    sender: SenderId.optional().meta({ description: "Without it the campaign's first" }),
  })
  .meta({ id: 'TestCampaign' });
export type TestCampaign = z.infer<typeof TestCampaign>;

/** Results of a test, in the order of its numbers. */
export const TestedCampaign = z
  .object({
    data: z.array(
      z.object({
        to: z.string().meta({ description: 'Masked without the scope pii:read' }),
        id: MessageId.optional().meta({ description: 'Id of the accepted message' }),
        refused: FieldError.optional().meta({ description: 'Why there is none: the person opted out' }),
      }),
    ),
  })
  .meta({ id: 'TestedCampaign' });
export type TestedCampaign = z.infer<typeof TestedCampaign>;
