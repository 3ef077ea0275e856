import { exportContact as exportAll } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { noteAccess } from '../../auth/note-access.ts';
import type { RevealDeps } from '../../auth/note-reveal.ts';
import { sendPages } from '../../http/stream.ts';
import { presentExport } from '../../present/present-export.ts';
import { phoneOf } from './phone-of.ts';

type Deps = Parameters<typeof exportAll>[0] & RevealDeps;

/** All that is held of a person as a file. Noted before it is sent: what was seen in part was seen. */
export const exportContact =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const { to, found } = await exportAll(deps, phoneOf(request));
    await noteAccess(deps, response, 'contact.exported', to);
    response.attachment('contact.json').type('application/json; charset=utf-8');
    await sendPages(response, presentExport(to, found, deps.clock()));
  };
