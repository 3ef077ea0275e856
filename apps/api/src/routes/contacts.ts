import type { ErasedContact } from '@recado/contract';
import { eraseContact } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { callerOf } from '../auth/caller.ts';
import { viewOf } from '../auth/view-of.ts';
import { showNumber } from '../present/show-number.ts';
import { phoneOf } from './contacts/phone-of.ts';

/** Erases a person; once more it answers with zeros. */
export const deleteContact =
  (deps: Parameters<typeof eraseContact>[0]): RequestHandler =>
  async (request, response) => {
    const { id, name } = callerOf(response);
    const { to, erased } = await eraseContact(deps, phoneOf(request), { actor: { id, name } });
    const answer: ErasedContact = { phone: showNumber(to, viewOf(response)), erased };
    response.json(answer);
  };
