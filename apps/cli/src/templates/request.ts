import { z } from 'zod';
import type { TemplateRequest } from '../api/client.ts';

/** What `recado templates put` takes on its command line. */
export const PutOptions = z.object({
  channel: z.string(),
  category: z.string(),
  language: z.string().optional(),
  contentSid: z.string().optional(),
  body: z.string().optional(),
  variables: z.array(z.string()).default([]),
  json: z.boolean().default(false),
});
export type PutOptions = z.infer<typeof PutOptions>;

/** The request of the options; whether it makes sense the API says. */
export const toTemplate = ({
  channel,
  category,
  language,
  contentSid,
  body,
  variables,
}: PutOptions): TemplateRequest => ({
  channel,
  category,
  ...(language !== undefined && { language }),
  ...(contentSid !== undefined && { content_sid: contentSid }),
  ...(body !== undefined && { body }),
  variables,
});
