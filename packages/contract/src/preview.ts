import { z } from 'zod';
import { Channel } from './content.ts';
import { MessageId, SenderId } from './identifiers.ts';
import { FieldError } from './problem.ts';
import { Variables } from './variables.ts';

const Line = z.coerce.number().int().min(1);
const PhoneNumber = z.string().trim().min(1).max(64);

/** What `GET /v1/campaigns/:id/preview` takes in its query: at most one of them; without any, the first person. */
export const PreviewQuery = z
  .strictObject({
    line: Line.optional().meta({ description: 'Of the file' }),
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
  segments: z.int().optional().meta({ description: 'Of SMS' }),
};

/** What one person of an audience would be sent. */
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
    fallback: z.object(Rendered).optional().meta({ description: 'The SMS that stands by' }),
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

/** What became of the numbers of a test, in their order. */
export const TestedCampaign = z
  .object({
    data: z.array(
      z.object({
        to: z.string().meta({ description: 'Masked without the scope pii:read' }),
        id: MessageId.optional().meta({ description: 'Of the message that was accepted' }),
        refused: FieldError.optional().meta({ description: 'Why there is none: the person opted out' }),
      }),
    ),
  })
  .meta({ id: 'TestedCampaign' });
export type TestedCampaign = z.infer<typeof TestedCampaign>;
