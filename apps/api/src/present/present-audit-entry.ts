import type { AuditEntry } from '@recado/contract';
import type { RecordedAuditEntry } from '@recado/messaging';
import { given } from './given.ts';

export const presentAuditEntry = ({ id, at, actor, action, object, detail }: RecordedAuditEntry): AuditEntry => ({
  id,
  at: at.toISOString(),
  actor,
  action,
  ...given({ object, detail }),
});
