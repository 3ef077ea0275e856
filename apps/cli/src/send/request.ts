import { z } from 'zod';
import type { MessageRequest } from '../api/client.ts';
import { Failure } from '../failure.ts';

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

const readVariable = (text: string): [string, string] => {
  const at = text.indexOf('=');
  if (at < 1) throw new Failure('bad_variable', `--var ${text}: write it as name=value, as in --var order_id=1042`);
  return [text.slice(0, at), text.slice(at + 1)];
};

const wholeSeconds = /^\d+$/;

/** The request of the options; whether it makes sense the API says. */
export const toRequest = (options: SendOptions): MessageRequest => {
  const { to, template, language, body, channel, sender, sendAt, validFor, reference } = options;
  return {
    to,
    ...(template !== undefined && { template }),
    ...(language !== undefined && { language }),
    ...(options.var.length > 0 && { variables: Object.fromEntries(options.var.map(readVariable)) }),
    ...(body !== undefined && { body }),
    ...(channel !== undefined && { channel }),
    ...(sender !== undefined && { sender }),
    ...(sendAt !== undefined && { send_at: sendAt }),
    ...(validFor !== undefined && { valid_for: wholeSeconds.test(validFor) ? Number(validFor) : validFor }),
    ...(reference !== undefined && { reference }),
  };
};
