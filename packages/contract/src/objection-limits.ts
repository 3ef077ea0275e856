import { z } from 'zod';
import { ValidFor } from './sending-window.ts';

const percent = (description: string) => z.number().gt(0).max(100).meta({ description });

const fields = {
  enabled: z.boolean().meta({ description: 'False: no first part is held, and objections pause no campaign' }),
  first_percent: percent('Share of the audience of a marketing campaign that gets it first'),
  first_people: z
    .int()
    .min(1)
    .max(1_000_000)
    .meta({ description: 'Least people of the first part. A campaign with no more people is not held' }),
  watch: ValidFor.meta({ description: 'Time from the first part until the rest is sent: seconds, or a duration' }),
  opted_out_percent: percent('Opt-outs in answer, in percent of delivered messages'),
  blocked_percent: percent('Messages that fail because people blocked the sender, in percent of those sent or refused'),
  held_back_percent: percent(
    'Messages that Meta does not deliver as marketing (63049), in percent of those sent or refused',
  ),
};

/** Limits at which objections pause a marketing campaign. */
export const ObjectionLimits = z.strictObject(fields).meta({ id: 'ObjectionLimits' });
export type ObjectionLimits = z.infer<typeof ObjectionLimits>;

/** Shows the first part of a campaign while the rest waits. */
export const FirstPart = z
  .object({
    people: z.int(),
    fed_at: z.iso.datetime().optional().meta({
      description:
        'When the last of them got a message. The rest follows after `watch` of the setting `objection_limits`, unless objections pause the campaign',
    }),
  })
  .meta({ id: 'FirstPart' });
export type FirstPart = z.infer<typeof FirstPart>;
