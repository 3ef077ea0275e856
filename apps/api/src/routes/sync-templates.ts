import type { SyncedTemplates } from '@recado/contract';
import { syncTemplates as sync, type AuditEntry } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { auditEntry } from '../auth/audit.ts';
import { readIdempotencyKey } from '../http/idempotency-key.ts';

type Deps = Parameters<typeof sync>[0] & { noteAudit: (entry: AuditEntry) => Promise<void> };

/** Takes over from Twilio what it has and says of templates. Doing so twice does no more than once, so a key is not kept. */
export const syncTemplates =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    readIdempotencyKey(request, response);
    const synced: SyncedTemplates = await sync(deps);
    const { created, updated } = synced;
    const done = { action: 'templates.synced', object: 'templates', detail: { created, updated } };
    await deps.noteAudit(auditEntry(deps, response, done));
    response.json(synced);
  };
