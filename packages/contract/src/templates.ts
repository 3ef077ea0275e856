import { z } from 'zod';
import { Category, Channel, Text } from './content.ts';
import { TemplateContent } from './template-content.ts';
import { Language, readOnly, TemplateName, VariableName } from './identifiers.ts';

/** Names Twilio's statuses for the WhatsApp approval of a template. */
export const ApprovalStatus = z
  .enum(['unsubmitted', 'received', 'pending', 'approved', 'rejected', 'paused', 'disabled'])
  .meta({ id: 'ApprovalStatus' });
export type ApprovalStatus = z.infer<typeof ApprovalStatus>;

/** Shows the WhatsApp approval of a template, as reported by Twilio. */
export const Approval = z
  .object({
    status: ApprovalStatus.nullable().meta({
      description: 'Approval status; null if it is not known, for example if Twilio has no content with this SID',
    }),
    category: Category.optional().meta({ description: 'Category that WhatsApp assigned' }),
    rejection_reason: z.string().optional(),
    checked_at: z.iso.datetime().meta({ description: 'Time of the last request to Twilio' }),
  })
  .meta({ id: 'Approval' });
export type Approval = z.infer<typeof Approval>;

export const ContentSid = z.string().regex(/^HX[0-9a-fA-F]{32}$/, 'must be HX and 32 hexadecimal digits');

/** Sends an SMS without the accents and signs that would make each of its segments less than half as long. */
export const SmsCharset = z.enum(['gsm7']).meta({
  description:
    'For SMS. `gsm7`: letters and signs that GSM-7 lacks are replaced (ã by a, … by ...), so that a segment has 160 characters instead of 70. A text with a character that has no replacement, such as an emoji, is sent as it is; the preview names it',
});
export type SmsCharset = z.infer<typeof SmsCharset>;

const distinct = (names: string[]) => new Set(names).size === names.length;

const SyncedAt = z.iso
  .datetime()
  .optional()
  .meta({ description: 'Time of the last import from Twilio; absent if the template was changed by PUT since' });

/** Lists fields that GET returns and PUT ignores, so that a template can be read and put back. */
const untouched = {
  name: readOnly(TemplateName),
  approval: readOnly(Approval),
  content: readOnly(TemplateContent),
  synced_at: readOnly(SyncedAt),
  created_at: readOnly(z.iso.datetime()),
  updated_at: readOnly(z.iso.datetime()),
};

/** Validates the body of `PUT /v1/templates/:name`. One name may have a text for each language. */
export const PutTemplate = z
  .strictObject({
    channel: Channel,
    category: Category,
    language: Language.default('pt_BR'),
    content_sid: ContentSid.optional().meta({ description: 'For WhatsApp: the ContentSid of the approved template' }),
    body: Text.trim()
      .min(1)
      .max(1600)
      .optional()
      .meta({ description: 'For SMS: the text, with {{name}} for each variable' }),
    sms_charset: SmsCharset.optional(),
    variables: z
      .array(VariableName)
      .max(100)
      .refine(distinct, { message: 'names a variable twice', params: { reason: 'duplicate' } })
      .default([])
      .meta({
        description:
          'Names of the variables, in order. WhatsApp gets a numeric name unchanged, another name as its position from 1',
      }),
    ...untouched,
  })
  .superRefine((template, context) => {
    // The example templates have no ContentSid. A template that was read can be put back unchanged.
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
    sms_charset: SmsCharset.optional(),
    variables: z.array(z.string()),
    content: TemplateContent.optional().meta({
      description: 'Parts of the content at Twilio, which WhatsApp shows; absent until the templates are synced',
    }),
    approval: Approval.optional().meta({ description: 'WhatsApp approval; absent until Twilio reports it' }),
    synced_at: SyncedAt,
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Template' });
export type Template = z.infer<typeof Template>;

export const TemplatePage = z.object({ data: z.array(Template) }).meta({ id: 'TemplatePage' });
export type TemplatePage = z.infer<typeof TemplatePage>;

/** Validates the query of the routes of one template. */
export const TemplateQuery = z.strictObject({ language: Language.optional() });
export type TemplateQuery = z.infer<typeof TemplateQuery>;

/** Names the reasons why a Twilio content was not imported. They are stable: a program may branch on them. */
export const SkipReason = z.enum(['no_name', 'name_taken', 'named_variables', 'invalid']).meta({
  description:
    '`no_name`: its friendly name has no character that a template name allows · `name_taken`: a template with that name ' +
    'and language has another content · `named_variables`: its placeholders are words, and only numbers are supported · ' +
    '`invalid`: it does not match the rules for templates',
});
export type SkipReason = z.infer<typeof SkipReason>;

/** Reports the result of `POST /v1/templates/sync`. */
export const SyncedTemplates = z
  .object({
    created: z.int().meta({ description: 'New templates' }),
    updated: z.int().meta({ description: 'Templates that changed at Twilio' }),
    unchanged: z.int(),
    recategorized: z
      .array(z.object({ name: z.string(), language: z.string(), from: Category, to: Category }))
      .meta({ description: 'Updated templates whose category WhatsApp changed' }),
    skipped: z.array(z.object({ content_sid: z.string(), reason: SkipReason, message: z.string() })),
  })
  .meta({ id: 'SyncedTemplates' });
export type SyncedTemplates = z.infer<typeof SyncedTemplates>;

/** Reports a mismatch between the text of a template and its variables. */
type TemplateFault = { field: 'body' | 'variables'; reason: string; message: string };

type TemplateText = { channel: 'whatsapp' | 'sms'; body?: string | undefined; variables: readonly string[] };

/** Finds every fault by which a template would lose a value or show a placeholder to people. */
const faultsOfText = ({ channel, body = '', variables }: TemplateText): TemplateFault[] => [
  ...(channel === 'whatsapp' ? collisions(variables) : []),
  ...unknownVariables(body, variables),
  ...(channel === 'sms' && body ? unusedVariables(body, variables) : []),
  ...foreignPlaceholders(body, variables),
];

/** Returns the key in Twilio's ContentVariables: a numeric name unchanged, another name as its position from 1. */
export const contentKey = (name: string, index: number): string => (/^\d+$/.test(name) ? name : String(index + 1));

const collisions = (variables: readonly string[]): TemplateFault[] => {
  const byKey = Map.groupBy(variables.entries(), ([index, name]) => contentKey(name, index));
  return [...byKey].flatMap(([key, entries]) =>
    entries.length < 2
      ? []
      : [
          {
            field: 'variables' as const,
            reason: 'collides',
            message:
              `would give WhatsApp several values for {{${key}}}: ${entries.map(([, name]) => name).join(' and ')}. ` +
              'Use numbers as the names of all variables, or of none',
          },
        ],
  );
};

const placeholder = /\{\{([^{}]*)\}\}/g;

const placeholdersIn = (body: string) =>
  new Set([...body.matchAll(placeholder)].map((match) => (match[1] ?? '').trim()));

const unknownVariables = (body: string, variables: readonly string[]): TemplateFault[] =>
  [...placeholdersIn(body)]
    .filter((name) => !variables.includes(name))
    .map((name) => ({
      field: 'body',
      reason: 'unknown_variable',
      message: `uses {{${name.slice(0, 40)}}}, which variables does not list`,
    }));

const unusedVariables = (body: string, variables: readonly string[]): TemplateFault[] => {
  const used = placeholdersIn(body);
  const unused = variables.filter((name) => !used.has(name));
  if (!unused.length) return [];
  const message = `has ${unused.join(', ')}, which the text does not use: write {{${unused[0]}}} in the body, or remove the variable`;
  return [{ field: 'variables', reason: 'unused_variable', message }];
};

/** Matches placeholders of other programs, and braces that belong to no variable. */
const foreign = [
  /\{+\s*[\p{L}_][\p{L}\w. ]*\s*\}*/u,
  /[\p{L}\w]\s*\}+/u,
  /\{/,
  /\(\(\s*[\p{L}\w.]+\s*\)\)/u,
  /\[\[.*?\]\]/,
  /\*\|.*?\|\*/,
  /%%.+?%%/,
  /<%.*?%>/,
  /<<\s*[\p{L}\w.]+\s*>>/u,
  /«.*?»/,
  /%[\p{Lu}][\p{Lu}\d_]*%/u,
  /::[\p{L}_][\w.]*::/u,
  /##[\p{L}_][\w.]*##/u,
  /[[|](?:[A-Z]+_[A-Z_]+|[FL]?NAME|NOME|NOMBRE|EMAIL|PHONE)[\]|]/,
  /\[(?:first|last|full) ?name\]/i,
];

const foreignPlaceholders = (body: string, variables: readonly string[]): TemplateFault[] => {
  const rest = body.replace(placeholder, ' ');
  const named = variables.map((name) => new RegExp(`[[<%$:#@]${name}[\\]>%]`));
  const found = [...foreign, ...named].map((pattern) => pattern.exec(rest)?.[0]).find((text) => text !== undefined);
  if (found === undefined) return [];
  const message = `has "${found.trim().slice(0, 40)}", which people would see unchanged: write a variable as {{name}}`;
  return [{ field: 'body', reason: 'foreign_placeholder', message }];
};
