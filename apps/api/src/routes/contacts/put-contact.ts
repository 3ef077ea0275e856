import { PutContact, type ContactSettings } from '@recado/contract';
import { maskNumber, putContact as put } from '@recado/messaging';
import type { RequestHandler, Response } from 'express';
import { auditEntry, type Noted } from '../../auth/audit.ts';
import { viewOf } from '../../auth/view-of.ts';
import { parse } from '../../http/parse.ts';
import { showNumber } from '../../present/show-number.ts';
import { phoneOf } from './phone-of.ts';

type VerbDeps = Parameters<typeof put>[0];
type Deps = Noted<VerbDeps, 'putContact'>;

const notingChange = (deps: Deps, response: Response): VerbDeps => ({
  ...deps,
  putContact: (to, change, at) => {
    const done = {
      action: 'contact.changed',
      object: `contacts/${maskNumber(to)}`,
      detail: { changed: Object.keys(change) },
    };
    return deps.putContact(to, change, at, auditEntry(deps, response, done));
  },
});

export const putContact =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const change = parse(PutContact, request.body);
    const { to, settings } = await put(notingChange(deps, response), phoneOf(request), change);
    const answer: ContactSettings = { phone: showNumber(to, viewOf(response)), ...settings };
    response.json(answer);
  };
