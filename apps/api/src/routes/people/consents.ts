import { RecordConsent, type ConsentProof } from '@recado/contract';
import { maskNumber, proveConsents, recordConsent } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { callerOf } from '../../auth/caller-of.ts';
import { viewOf } from '../../auth/view-of.ts';
import { parse } from '../../http/parse.ts';
import { presentConsent } from '../../present/present-consent.ts';

export const postConsent =
  (deps: Parameters<typeof recordConsent>[0]): RequestHandler =>
  async (request, response) => {
    const consent = await recordConsent(deps, parse(RecordConsent, request.body), callerOf(response).name);
    response.status(201).json(presentConsent(consent));
  };

export const getConsents =
  (deps: Parameters<typeof proveConsents>[0]): RequestHandler =>
  async (request, response) => {
    const { to, intact, consents } = await proveConsents(deps, String(request.params['phone']));
    const proof: ConsentProof = {
      phone: viewOf(response).unmasked ? to : maskNumber(to),
      intact,
      consents: consents.map(presentConsent),
    };
    response.json(proof);
  };
