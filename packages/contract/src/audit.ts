import { z } from 'zod';
import { Line } from './content.ts';
import { listQueryOf, pageOf } from './identifiers.ts';

export const ActorKind = z.enum(['key', 'user', 'cli', 'system']).meta({
  id: 'ActorKind',
  description: 'An API key, a person in the console, the command line, or Recado itself',
});
export type ActorKind = z.infer<typeof ActorKind>;

/** The actors of the audit log that are neither keys nor people. */
const others = new Set(['recado cli', 'system', 'recado_api_key']);

/** Accepts the name of a key or a person that cannot be mistaken for another actor or an id in the audit log. */
export const ActorName = Line.trim()
  .min(1)
  .max(100)
  .refine((name) => !others.has(name.toLowerCase()) && !z.uuid().safeParse(name).success, {
    error: ({ input }) => `"${String(input)}" would look like another actor in the audit log: choose another name`,
    params: { reason: 'reserved_name' },
  });

/** Shows one recorded action. */
export const AuditEntry = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    actor: z.object({
      kind: ActorKind,
      id: z.uuid().optional().meta({ description: 'Id of the API key or of the person' }),
      name: z.string().meta({
        description: 'Name of the API key or person; `recado cli`; or `system` for actions of Recado itself',
      }),
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

/** Validates the query of `GET /v1/audit`. */
export const ListAudit = z.strictObject({
  actor: wanted.meta({ description: 'Id or name of an API key or a person, `recado cli` or `system`' }),
  actor_kind: ActorKind.optional(),
  action: wanted,
  object: wanted,
  ...listQueryOf('at').shape,
});
export type ListAudit = z.infer<typeof ListAudit>;

/** Validates the query of `GET /v1/audit.csv`. */
export const ExportAudit = ListAudit.omit({ cursor: true, limit: true });
export type ExportAudit = z.infer<typeof ExportAudit>;

/** Describes the file of `GET /v1/audit.csv`. */
export const AuditReport = z
  .string()
  .meta({ id: 'AuditReport', description: 'Columns: `at, actor, actor_kind, action, object, detail` (JSON)' });

export const AuditPage = pageOf(AuditEntry).meta({ id: 'AuditPage' });
export type AuditPage = z.infer<typeof AuditPage>;
