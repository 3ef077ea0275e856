import { ChangeOptOut, type OptOuts } from '@recado/contract';
import { maskNumber, type optIn, type optOut, type OptOutWish } from '@recado/messaging';
import type { RequestHandler, Response } from 'express';
import { auditEntry, type Noted } from '../auth/audit.ts';
import { viewOf } from '../auth/view-of.ts';
import { parse } from '../http/parse.ts';

type VerbDeps = Parameters<typeof optOut>[0];
type Deps = Noted<VerbDeps, 'optOut' | 'optIn'>;

const notingBoth = (deps: Deps, response: Response): VerbDeps => {
  const noteOf = (action: string, { to, channels, purpose }: OptOutWish) =>
    auditEntry(deps, response, { action, object: `contacts/${maskNumber(to)}`, detail: { channels, purpose } });
  return {
    ...deps,
    optOut: (wish, source, at) => deps.optOut(wish, source, at, noteOf('contact.opted_out', wish)),
    optIn: (wish) => deps.optIn(wish, noteOf('contact.opted_in', wish)),
  };
};

/** Opts a person out or in. Without a body, of everything on both channels. */
export const changeOptOut =
  (verb: typeof optOut | typeof optIn, deps: Deps): RequestHandler =>
  async (request, response) => {
    const change = parse(ChangeOptOut, request.body ?? {});
    const { to, optOuts } = await verb(notingBoth(deps, response), String(request.params['phone']), change);
    const answer: OptOuts = {
      phone: viewOf(response).unmasked ? to : maskNumber(to),
      opt_outs: optOuts.map(({ at, ...rest }) => ({ ...rest, at: at.toISOString() })),
    };
    response.json(answer);
  };
