import { findContact } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { viewOf } from '../../auth/view-of.ts';
import { presentContact } from '../../present/present-contact.ts';
import { phoneOf } from './phone-of.ts';

export const getContact =
  (deps: Parameters<typeof findContact>[0]): RequestHandler =>
  async (request, response) => {
    const { to, found } = await findContact(deps, phoneOf(request));
    response.json(presentContact(to, found, viewOf(response)));
  };
