import { z } from 'zod';
import { Language, TemplateName } from './identifiers.ts';

/** Whether a consent counts only once its person has said yes to a message that asks for it. */
export const DoubleOptIn = z
  .strictObject({
    enabled: z.boolean().default(false),
    template: TemplateName.optional().meta({
      description: 'Asks for a yes. No marketing, and without variables, so that it can be sent to anybody',
    }),
    language: Language.optional(),
  })
  .refine(({ enabled, template }) => !enabled || template !== undefined, {
    path: ['template'],
    message: 'is needed: what asks for the yes',
    params: { reason: 'required' },
  })
  .meta({ id: 'DoubleOptIn' });
export type DoubleOptIn = z.infer<typeof DoubleOptIn>;
