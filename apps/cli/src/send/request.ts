import { z } from 'zod';
import type { MessageRequest } from '../api/client.ts';
import { readDuration } from '../options.ts';
import { readVariables } from '../options/variables.ts';

/** What `recado send` takes on its command line. */
export const SendOptions = z.object({
  to: z.string(),
  template: z.string().optional(),
  language: z.string().optional(),
  var: z.array(z.string()).default([]),
  body: z.string().optional(),
  channel: z.string().optional(),
  sender: z.string().optional(),
  sendAt: z.string().optional(),
  validFor: z.string().optional(),
  reference: z.string().optional(),
  idempotencyKey: z.string().optional(),
  wait: z.boolean().default(false),
  json: z.boolean().default(false),
});
export type SendOptions = z.infer<typeof SendOptions>;

/** The request of the options; whether it makes sense the API says. */
export const toRequest = (options: SendOptions): MessageRequest => {
  const { to, template, language, body, channel, sender, sendAt, validFor, reference } = options;
  return {
    to,
    ...(template !== undefined && { template }),
    ...(language !== undefined && { language }),
    ...(options.var.length > 0 && { variables: readVariables(options.var) }),
    ...(body !== undefined && { body }),
    ...(channel !== undefined && { channel }),
    ...(sender !== undefined && { sender }),
    ...(sendAt !== undefined && { send_at: sendAt }),
    ...(validFor !== undefined && { valid_for: readDuration(validFor) }),
    ...(reference !== undefined && { reference }),
  };
};
