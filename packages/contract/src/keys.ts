import { z } from 'zod';
import { ActorName } from './audit.ts';
import { Scope } from './identifiers.ts';
import { ValidFor } from './sending-window.ts';

/** Shows an API key without the key itself, of which only a hash is stored. */
export const ApiKey = z
  .object({
    id: z.uuid(),
    name: z.string(),
    hint: z.string().meta({ description: 'The first characters of the key' }),
    scopes: z.array(Scope),
    rate: z.int().meta({ description: 'Requests per second' }),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().optional(),
    last_used_at: z.iso.datetime().optional(),
    revoked_at: z.iso.datetime().optional(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;

export const ApiKeyList = z.object({ data: z.array(ApiKey) }).meta({ id: 'ApiKeyList' });
export type ApiKeyList = z.infer<typeof ApiKeyList>;

/** Validates the body of `POST /v1/keys`. */
export const CreateApiKey = z
  .strictObject({
    name: ActorName,
    scopes: z
      .array(Scope)
      .min(1)
      .max(Scope.options.length)
      .transform((scopes) => [...new Set(scopes)])
      .meta({ override: { type: 'array', items: { $ref: '#/components/schemas/Scope' }, minItems: 1 } }),
    expires_in: ValidFor.optional().meta({ description: 'Seconds or an ISO 8601 duration. Without it the key stays' }),
    rate: z.int().min(1).max(100_000).default(100).meta({ description: 'Requests per second' }),
  })
  .meta({ id: 'CreateApiKey' });
export type CreateApiKey = z.infer<typeof CreateApiKey>;

export const CreatedApiKey = ApiKey.extend({ key: z.string().meta({ description: 'Shown only here' }) }).meta({
  id: 'CreatedApiKey',
});
export type CreatedApiKey = z.infer<typeof CreatedApiKey>;
