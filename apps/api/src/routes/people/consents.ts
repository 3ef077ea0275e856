import { RecordConsent } from '@recado/contract';
import { maskNumber, proveConsents, recordConsent } from '@recado/messaging';
import type { RequestHandler, Response } from 'express';
import { auditEntry, type Noted } from '../../auth/audit.ts';
import { callerOf } from '../../auth/caller.ts';
import { noteAccess } from '../../auth/note-access.ts';
import type { RevealDeps } from '../../auth/note-reveal.ts';
import { viewOf } from '../../auth/view-of.ts';
import { parse } from '../../http/parse.ts';
import { presentConsent, presentProof } from '../../present/present-consent.ts';
import { showNumber } from '../../present/show-number.ts';

type RecordDeps = Parameters<typeof recordConsent>[0];

/** Each consent is noted as one of the person that it turns out to be of. */
const notingConsent = (deps: Noted<RecordDeps, 'insertConsent'>, response: Response): RecordDeps => ({
  ...deps,
  insertConsent: (consent) => {
    const { to, channel, granted } = consent;
    const done = { action: 'consent.recorded', object: `contacts/${maskNumber(to)}`, detail: { channel, granted } };
    return deps.insertConsent(consent, auditEntry(deps, response, done));
  },
});

export const postConsent =
  (deps: Noted<RecordDeps, 'insertConsent'>): RequestHandler =>
  async (request, response) => {
    const wish = parse(RecordConsent, request.body);
    const consent = await recordConsent(notingConsent(deps, response), wish, callerOf(response).name);
    response.status(201).json(presentConsent(consent));
  };

export const getConsents =
  (deps: Parameters<typeof proveConsents>[0] & RevealDeps): RequestHandler =>
  async (request, response) => {
    const { to, ...proof } = await proveConsents(deps, String(request.params['phone']));
    await noteAccess(deps, response, 'consents.shown', to);
    response.json(presentProof(showNumber(to, viewOf(response)), proof));
  };
