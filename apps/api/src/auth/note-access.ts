import { maskNumber } from '@recado/messaging';
import type { Response } from 'express';
import { auditEntry } from './audit.ts';
import type { RevealDeps } from './note-reveal.ts';

/** Notes, before it is given, an answer that tells what is held of a person. `to` is E.164. */
export const noteAccess = (deps: RevealDeps, response: Response, action: string, to: string): Promise<void> =>
  deps.noteAudit(auditEntry(deps, response, { action, object: `contacts/${maskNumber(to)}` }));
