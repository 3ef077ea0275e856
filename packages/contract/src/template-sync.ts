import { z } from 'zod';
import { Category } from './content.ts';

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
    updated: z.int().meta({ description: 'Of which Twilio says something new' }),
    unchanged: z.int(),
    recategorized: z
      .array(z.object({ name: z.string(), language: z.string(), from: Category, to: Category }))
      .meta({ description: 'Of the updated: what has another category now, because WhatsApp put it there' }),
    skipped: z.array(z.object({ content_sid: z.string(), reason: SkipReason, message: z.string() })),
  })
  .meta({ id: 'SyncedTemplates' });
export type SyncedTemplates = z.infer<typeof SyncedTemplates>;
