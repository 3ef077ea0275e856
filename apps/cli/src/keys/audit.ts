import { byCommandLine, type AuditEntry, type RecordedApiKey } from '@recado/messaging';

const entry = (action: string, id: string, detail: AuditEntry['detail']): AuditEntry => ({
  at: new Date(),
  actor: byCommandLine,
  action,
  object: `keys/${id}`,
  ...(detail && { detail }),
});

/** What the audit log is told of a new key. */
export const keyMade = ({ id, name, scopes, rateLimit, expiresAt }: RecordedApiKey): AuditEntry =>
  entry('key.created', id, {
    name,
    scopes,
    ...(rateLimit !== undefined && { rate: rateLimit }),
    ...(expiresAt && { expires_at: expiresAt.toISOString() }),
  });

export const keyRevoked = (id: string): AuditEntry => entry('key.revoked', id, undefined);
