import { z } from 'zod';
import { FreeText } from './text.ts';

const Words = FreeText.optional().meta({ description: 'Instead of what Recado says' });

const mostLanguages = 30;

/** Whether people are told that their STOP or START was heeded. */
export const OptOutConfirmation = z
  .strictObject({
    enabled: z.boolean(),
    texts: z
      .record(
        z.string().regex(/^[a-z]{2,3}$/, 'must be a language without its country, such as pt'),
        z.strictObject({ stop: Words, start: Words }),
      )
      .refine((texts) => Object.keys(texts).length <= mostLanguages, {
        message: `has more than ${mostLanguages} languages`,
        params: { reason: 'too_big' },
      })
      .meta({ description: 'By language. Portuguese, Spanish and English have words without it' }),
  })
  .meta({
    id: 'OptOutConfirmation',
    description:
      'Whether who writes STOP or START is told once, in their language, that it was heeded. Where Twilio tells them, Recado does not',
  });
