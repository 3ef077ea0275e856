import { exportContact as exportAll, maskNumber, type AuditEntry } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { auditEntry } from '../../auth/audit-entry.ts';
import { sendPages } from '../../http/send-pages.ts';
import { presentExport } from '../../present/present-export.ts';
import { phoneOf } from './phone-of.ts';

type Deps = Parameters<typeof exportAll>[0] & {
  clock: () => Date;
  noteAudit: (entry: AuditEntry) => Promise<void>;
};

/** All that is held of a person as a file. Noted before it is sent: what was seen in part was seen. */
export const exportContact =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const { to, found } = await exportAll(deps, phoneOf(request));
    const object = `contacts/${maskNumber(to)}`;
    await deps.noteAudit(auditEntry(deps, response, { action: 'contact.exported', object }));
    response.attachment('contact.json').type('application/json; charset=utf-8');
    await sendPages(response, presentExport(to, found, deps.clock()));
  };
