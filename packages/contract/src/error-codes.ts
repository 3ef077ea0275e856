import { z } from 'zod';

/** The remedies of an error, for people. The console has a sentence for each. */
export const Remedy = z
  .enum([
    'wait',
    'look_up',
    'check_number',
    'send_sms',
    'nothing_opted_out',
    'fix_content',
    'fix_template',
    'fix_sender',
    'fix_account',
    'fix_settings',
    'nothing',
  ])
  .meta({ id: 'Remedy' });
export type Remedy = z.infer<typeof Remedy>;

const ErrorCodeClass = z
  .enum(['retry', 'slow', 'ambiguous', 'recipient', 'opt_out', 'config', 'content', 'notice'])
  .meta({
    id: 'ErrorCodeClass',
    description:
      '`retry` passes by itself; `slow`: a limit; `ambiguous`: Twilio may have the message; `recipient`: this person cannot be reached; `opt_out`; `config`: our account, sender, template or settings; `content`: this message; `notice`: says nothing about the outcome',
  });

/** Lists what Twilio's error codes mean. */
export const ErrorCodeList = z
  .object({
    data: z.array(
      z.object({
        code: z.int(),
        class: ErrorCodeClass,
        meaning: z.string(),
        remedy: Remedy,
        sms_fallback: z.boolean().meta({ description: 'The same may be said by SMS, to people who agreed to SMS' }),
      }),
    ),
  })
  .meta({ id: 'ErrorCodeList' });
export type ErrorCodeList = z.infer<typeof ErrorCodeList>;
