import { z } from 'zod';
import { Money } from './money.ts';
import { SendingWindow } from './sending-window.ts';

const Units = {
  people: z.int(),
  segments: z.int().optional().meta({ description: 'Of SMS' }),
};

const Cost = Money.optional().meta({ description: 'By the price list; without what has no price in it' });

/** What `GET /v1/campaigns/:id/estimate` answers: what would come of launching the campaign now. */
export const Estimate = z
  .object({
    version: z.string().meta({
      description: 'Launch with it as `estimate_version`: it is another one once audience, content or prices changed',
    }),
    people: z.int().meta({ description: 'In the audience' }),
    to_send: z.int().meta({ description: 'Those of them who are sent a message' }),
    kept_back: z.record(z.string(), z.int()).meta({ description: 'The others, by reason' }),
    segments: Units.segments,
    cost: Cost,
    prices_are_example: z.boolean().optional().meta({ description: 'Nobody has put a price list yet' }),
    unpriced: z.array(z.string()).meta({ description: 'Countries without a price; `?` where the country is unknown' }),
    by_country: z.array(z.object({ country: z.string(), ...Units, cost: Cost })),
    fallback: z
      .object({ ...Units, cost: Cost, unpriced: z.array(z.string()) })
      .optional()
      .meta({ description: 'At most: if WhatsApp reached nobody. Not in `cost`' }),
    budget: Money.optional(),
    is_within_budget: z.boolean().optional().meta({ description: '`cost` alone' }),
    by_sender: z.array(
      z.object({
        sender: z.string(),
        ...Units,
        rate: z.number().meta({ description: 'Messages a second, of SMS segments' }),
        paused: z.boolean(),
        ends_at: z.iso.datetime().optional(),
      }),
    ),
    window: SendingWindow.optional().meta({ description: 'In force: its own, or the one of marketing' }),
    starts_at: z.iso.datetime().optional(),
    ends_at: z.iso.datetime().optional().meta({ description: 'At the full rates, as if no other campaign ran' }),
    duration_seconds: z.int().optional(),
    beyond_a_year: z.int().meta({ description: 'Messages, of SMS segments, that a year is not enough for' }),
    dry_run: z.boolean(),
  })
  .meta({ id: 'Estimate' });
export type Estimate = z.infer<typeof Estimate>;
