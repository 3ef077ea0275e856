import { z } from 'zod';
import { pageOf, PageQuery } from './identifiers.ts';

/** Shows one recorded action. */
export const AuditEntry = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    actor: z.object({
      id: z.uuid().optional().meta({ description: 'Id of the API key' }),
      name: z
        .string()
        .meta({ description: 'Name of the API key; `recado cli`; or `system` for actions of Recado itself' }),
    }),
    action: z.string().meta({ examples: ['template.changed', 'campaign.launched', 'numbers.revealed'] }),
    object: z
      .string()
      .optional()
      .meta({
        description: 'Path of the changed object under /v1; for a contact, the masked number',
        examples: ['templates/promotion'],
      }),
    detail: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

const wanted = z.string().trim().min(1).max(200).optional();
const time = z.iso.datetime({ offset: true }).optional();

/** Validates the query of `GET /v1/audit`. */
export const ListAudit = z.strictObject({
  actor: wanted.meta({ description: 'Id or name of an API key, `recado cli` or `system`' }),
  action: wanted,
  object: wanted,
  since: time,
  until: time.meta({ description: 'Entries before this time' }),
  ...PageQuery.shape,
});
export type ListAudit = z.infer<typeof ListAudit>;

export const AuditPage = pageOf(AuditEntry).meta({ id: 'AuditPage' });
export type AuditPage = z.infer<typeof AuditPage>;
