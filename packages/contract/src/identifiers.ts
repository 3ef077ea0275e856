import { z } from 'zod';

export const MessageId = z.uuid().meta({ description: 'UUID version 7: ids sort by time' });

export const CampaignId = z.uuid().meta({ description: 'UUID version 7: ids sort by time' });

export const SenderId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,31}$/,
    'must be 1 to 32 lower-case letters, digits, _ or -, and start with a letter or digit',
  );

export const TemplateName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_]{0,127}$/, 'must be 1 to 128 lower-case letters, digits or _');

/** Accepts BCP 47 with `-` or Twilio's `_` between language and region: `pt_BR`, `en`. It is stored in Twilio's form. */
export const Language = z
  .string()
  .regex(/^[a-z]{2,3}([_-][A-Za-z]{2,4})?$/, 'must be a language such as pt_BR or en')
  .transform((language) => language.replace('-', '_'))
  .meta({ description: 'Language, for example `pt_BR` or `en`', override: { type: 'string' } });

export const VariableName = z
  .string()
  .regex(/^[A-Za-z0-9_]{1,64}$/, 'must be 1 to 64 letters, digits or _')
  .meta({ description: 'Name of a variable, as written between {{ and }} in the text' });

/** Accepts a phone number or the handle of a contact. */
export const PhoneOrHandle = z.string().trim().min(1).max(512).meta({
  description: 'E.164, a national number of DEFAULT_COUNTRY, or a `handle` from `POST /v1/contacts/lookup`',
});

export const Scope = z
  .enum([
    'messages:write',
    'messages:read',
    'campaigns:write',
    'campaigns:launch',
    'contacts:read',
    'contacts:write',
    'contacts:erase',
    'senders:write',
    'templates:sync',
    'audit:read',
    'reports:read',
    'pii:read',
    'pii:reveal',
    'admin',
  ])
  .meta({ id: 'Scope', description: 'Permission of an API key. `admin` includes all the others' });
export type Scope = z.infer<typeof Scope>;

/** Makes the query of a list whose entries have a time, which has this name. */
export const listQueryOf = <Name extends string>(time: Name) =>
  PageQuery.extend({
    since: Time.optional().meta({ description: `Entries whose \`${time}\` is at or after this time` }),
    until: Time.optional().meta({ description: `Entries whose \`${time}\` is before this time` }),
    sort: z
      .enum([`-${time}`, time])
      .optional()
      .meta({ description: `Oldest first with \`${time}\`; default: \`-${time}\`, the newest first` }),
  });

/** Pages through every list. An empty cursor counts as none, so that a form or a shell variable can leave it blank. */
export const PageQuery = z.strictObject({
  cursor: z
    .string()
    .max(200)
    .transform((cursor) => cursor || undefined)
    .optional()
    .meta({ description: '`next_cursor` of the previous page', override: { type: 'string' } }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const Time = z.iso.datetime({
  offset: true,
  error: 'must be a time with its offset, for example 2026-12-24T09:00:00-03:00',
});

/** Makes the schema of one page of a list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), next_cursor: z.string().nullable() });

/** Asks a list for its total. */
export const CountQuery = z
  .enum(['true', 'false'])
  .default('false')
  .transform((count) => count === 'true')
  .meta({ description: '`true` adds `total`', override: { type: 'string', enum: ['true', 'false'] } });

/** Counts a list without reading more than 10,000 of its entries. */
export const Total = z
  .object({
    value: z.int(),
    exact: z.boolean().meta({ description: 'false: there are more than `value`' }),
  })
  .meta({ id: 'Total' });
export type Total = z.infer<typeof Total>;

/** Marks a field that GET returns and PUT ignores. */
export const readOnly = <T extends z.ZodType>(schema: T) => schema.optional().meta({ readOnly: true });
