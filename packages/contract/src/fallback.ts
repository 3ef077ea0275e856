import { z } from 'zod';
import { MessageId, Language, SenderId, TemplateName } from './identifiers.ts';
import { Status } from './status.ts';
import { FreeText } from './text.ts';
import { ValidFor } from './valid-for.ts';
import { Variables } from './variables.ts';

/** What goes by SMS when WhatsApp does not reach a person. */
export const SendFallback = z
  .strictObject({
    channel: z.literal('sms'),
    template: TemplateName.optional(),
    language: Language.optional().meta({ description: "Without it the message's own, if it names one" }),
    variables: Variables.optional().meta({ description: "Without them the message's own" }),
    body: FreeText.optional(),
    sender: SenderId.optional(),
    after: ValidFor.optional().meta({
      description: 'How long after WhatsApp took it a message has to be delivered: seconds, or an ISO 8601 duration',
    }),
  })
  .superRefine(({ template, body, variables }, context) => {
    const issue = (field: string, reason: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message, params: { reason } });
    if (!template && !body) issue('template', 'required', 'name a template or write a body');
    if (template && body) issue('body', 'exclusive', 'goes without a template');
    if (!template && variables) issue('variables', 'exclusive', 'needs a template');
  })
  .meta({
    id: 'SendFallback',
    description:
      'One SMS, sent when WhatsApp says that it cannot reach the person, when the message is not delivered within `after`, or when it expires. Its valid_for starts anew',
  });
export type SendFallback = z.infer<typeof SendFallback>;

/** The SMS of a campaign, as the API shows it. */
export const CampaignFallback = z
  .object({
    channel: z.literal('sms'),
    template: z.string().optional(),
    language: z.string().optional(),
    variables: z.record(z.string(), z.string()).optional(),
    body: z.string().optional(),
    sender: z.string().optional(),
    after: z.int().optional().meta({ description: 'Seconds' }),
  })
  .meta({ id: 'CampaignFallback' });
export type CampaignFallback = z.infer<typeof CampaignFallback>;

/** The SMS of a message, as the API shows it: without an id as long as it is not needed. */
export const Fallback = z
  .object({
    channel: z.literal('sms'),
    id: MessageId.optional().meta({ description: 'A message of its own' }),
    status: Status.optional(),
  })
  .meta({ id: 'Fallback' });
export type Fallback = z.infer<typeof Fallback>;
