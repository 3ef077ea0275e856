import { findContact } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { noteAccess } from '../../auth/note-access.ts';
import type { RevealDeps } from '../../auth/note-reveal.ts';
import { viewOf } from '../../auth/view-of.ts';
import { presentContact } from '../../present/contact.ts';
import { phoneOf } from './phone-of.ts';

type Deps = Parameters<typeof findContact>[0] & RevealDeps;

export const getContact =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const { to, found } = await findContact(deps, phoneOf(request));
    await noteAccess(deps, response, 'contact.shown', to);
    response.json(presentContact(to, found, viewOf(response)));
  };
