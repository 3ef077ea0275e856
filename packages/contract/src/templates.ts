import { z } from 'zod';
import { Category, Channel, Text } from './content.ts';
import { faultsOfText } from './template-text.ts';
import { Language, readOnly, TemplateName, VariableName } from './identifiers.ts';

/** Twilio's words for how far WhatsApp has come with a content. */
export const ApprovalStatus = z
  .enum(['unsubmitted', 'received', 'pending', 'approved', 'rejected', 'paused', 'disabled'])
  .meta({ id: 'ApprovalStatus' });
export type ApprovalStatus = z.infer<typeof ApprovalStatus>;

/** What Twilio says of a template's content. */
export const Approval = z
  .object({
    status: ApprovalStatus.nullable().meta({
      description: 'null: not known, as when Twilio has no content of this SID',
    }),
    category: Category.optional().meta({ description: 'The category that WhatsApp put it in' }),
    rejection_reason: z.string().optional(),
    checked_at: z.iso.datetime().meta({ description: 'When Twilio was asked last' }),
  })
  .meta({ id: 'Approval' });
export type Approval = z.infer<typeof Approval>;

export const ContentSid = z.string().regex(/^HX[0-9a-fA-F]{32}$/, 'must be HX and 32 hexadecimal digits');

const distinct = (names: string[]) => new Set(names).size === names.length;

const SyncedAt = z.iso
  .datetime()
  .optional()
  .meta({ description: 'When it was taken over from Twilio; a template that was PUT since has none' });

/** What a GET gives and a PUT passes over, so that a template that was read can be put back. */
const untouched = {
  name: readOnly(TemplateName),
  approval: readOnly(Approval),
  synced_at: readOnly(SyncedAt),
  created_at: readOnly(z.iso.datetime()),
  updated_at: readOnly(z.iso.datetime()),
};

/** What `PUT /v1/templates/:name` takes. One name may have a text for each language. */
export const PutTemplate = z
  .strictObject({
    channel: Channel,
    category: Category,
    language: Language.default('pt_BR'),
    content_sid: ContentSid.optional().meta({ description: "WhatsApp: the approved template's SID at Twilio" }),
    body: Text.trim()
      .min(1)
      .max(1600)
      .optional()
      .meta({ description: 'SMS: the text, with {{name}} for each variable' }),
    variables: z
      .array(VariableName)
      .max(100)
      .refine(distinct, { message: 'names a variable twice', params: { reason: 'duplicate' } })
      .default([])
      .meta({
        description: 'The names in order. WhatsApp gets a numeric name as it is, another by its position from 1',
      }),
    ...untouched,
  })
  .superRefine((template, context) => {
    // Those that Recado begins with have none at Twilio. One that was read so can be put back so.
    const wasRead = template.created_at !== undefined;
    if (template.channel === 'whatsapp' && !template.content_sid && !wasRead)
      context.addIssue({
        code: 'custom',
        path: ['content_sid'],
        message: 'is needed for WhatsApp',
        params: { reason: 'required' },
      });
    if (template.channel === 'sms' && !template.body)
      context.addIssue({
        code: 'custom',
        path: ['body'],
        message: 'is needed for SMS',
        params: { reason: 'required' },
      });
    for (const { field, reason, message } of faultsOfText(template))
      context.addIssue({ code: 'custom', path: [field], message, params: { reason } });
  })
  .meta({ id: 'PutTemplate' });
export type PutTemplate = z.infer<typeof PutTemplate>;

export const Template = z
  .object({
    name: TemplateName,
    language: z.string(),
    channel: Channel,
    category: Category,
    content_sid: z.string().optional(),
    body: z.string().optional(),
    variables: z.array(z.string()),
    approval: Approval.optional().meta({ description: 'There once Twilio was asked' }),
    synced_at: SyncedAt,
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Template' });
export type Template = z.infer<typeof Template>;

export const TemplatePage = z.object({ data: z.array(Template) }).meta({ id: 'TemplatePage' });
export type TemplatePage = z.infer<typeof TemplatePage>;

/** What the routes of one template take in their query. */
export const TemplateQuery = z.strictObject({ language: Language.optional() });
export type TemplateQuery = z.infer<typeof TemplateQuery>;

/** Why a content of Twilio's was not made a template. Stable: a program may branch on it. */
export const SkipReason = z.enum(['no_name', 'name_taken', 'named_variables', 'invalid']).meta({
  description:
    '`no_name`: nothing of its friendly name can be a name here · `name_taken`: a template of that name and language ' +
    'has another content · `named_variables`: its placeholders are words, and only numbers can be filled in · ' +
    '`invalid`: it does not fit the rules for templates',
});
export type SkipReason = z.infer<typeof SkipReason>;

/** What `POST /v1/templates/sync` did. */
export const SyncedTemplates = z
  .object({
    created: z.int().meta({ description: 'Made from a content that no template had' }),
    updated: z.int().meta({ description: 'Templates that changed at Twilio' }),
    unchanged: z.int(),
    recategorized: z
      .array(z.object({ name: z.string(), language: z.string(), from: Category, to: Category }))
      .meta({ description: 'Updated templates whose category WhatsApp changed' }),
    skipped: z.array(z.object({ content_sid: z.string(), reason: SkipReason, message: z.string() })),
  })
  .meta({ id: 'SyncedTemplates' });
export type SyncedTemplates = z.infer<typeof SyncedTemplates>;
