import { z } from 'zod';

/** Names what happened. The part before the dot says what `data` is. */
export const EventName = z
  .enum([
    'message.accepted',
    'message.sent',
    'message.delivered',
    'message.read',
    'message.undelivered',
    'message.failed',
    'message.suppressed',
    'message.expired',
    'message.canceled',
    'message.received',
    'contact.opted_out',
    'contact.opted_in',
    'consent.recorded',
    'campaign.launched',
    'campaign.paused',
    'campaign.resumed',
    'campaign.completed',
    'campaign.canceled',
    'template.approval_changed',
    'sender.paused',
    'sender.resumed',
    'sender.throttled',
    'budget.alert',
    'balance.low',
    'usage.drift',
    'webhook.disabled',
    'webhook.test',
  ])
  .meta({ id: 'EventName' });
export type EventName = z.infer<typeof EventName>;

/** Shows one event. */
export const Event = z
  .object({
    id: z.uuid().meta({ description: 'The same in every delivery of the event' }),
    type: EventName,
    sequence: z.int().meta({ description: 'Number of the event in this installation, without gaps' }),
    occurred_at: z.iso.datetime(),
    schema: z.literal(1).meta({ description: 'Version of the form of `data`' }),
    data: z.record(z.string(), z.unknown()).meta({
      description:
        'Of `message.received`: the inbound message. Of other messages: the message with the status of the event. Otherwise: ids and values of the change. Numbers are masked without the scope pii:read; those of opt-outs and opt-ins by request always are',
    }),
  })
  .meta({ id: 'Event' });
export type Event = z.infer<typeof Event>;

const Sequence = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Accepts names of events between commas. */
const EventNames = z
  .string()
  .max(1000)
  .transform((names) => names.split(','))
  .pipe(z.array(EventName).max(EventName.options.length))
  .meta({ description: 'Names of events, between commas; default: all', override: { type: 'string' } });

/** Validates the query of `GET /v1/events`. */
export const ListEvents = z.strictObject({
  after: z
    .union([z.literal('latest'), Sequence])
    .default(0)
    .meta({
      description:
        '`next_after` of the previous response, or `latest` for events from now on; default: all that are kept',
    }),
  types: EventNames.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  wait: z.coerce.number().int().min(0).max(60).default(0).meta({
    description: 'Seconds to wait for an event if there is none yet',
  }),
});
export type ListEvents = z.infer<typeof ListEvents>;

export const EventPage = z
  .object({
    data: z.array(Event),
    next_after: z.int().meta({ description: 'Number to pass as `after` next. It grows past events of other types' }),
  })
  .meta({ id: 'EventPage' });
export type EventPage = z.infer<typeof EventPage>;
