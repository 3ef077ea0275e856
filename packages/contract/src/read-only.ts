import type { z } from 'zod';

/** A field that a GET gives and a PUT takes only to pass over it. */
export const readOnly = <T extends z.ZodType>(schema: T) => schema.optional().meta({ readOnly: true });
