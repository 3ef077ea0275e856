import { ChangeOptOut, type OptOuts } from '@recado/contract';
import { maskNumber, type optOut } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { viewOf } from '../../auth/view-of.ts';
import { parse } from '../../http/parse.ts';

type Change = (phone: string, change: ChangeOptOut) => ReturnType<typeof optOut>;

/** Opts a person out or in. Without a body, of everything on both channels. */
export const changeOptOut =
  (change: Change): RequestHandler =>
  async (request, response) => {
    const { to, optOuts } = await change(String(request.params['phone']), parse(ChangeOptOut, request.body ?? {}));
    const answer: OptOuts = {
      phone: viewOf(response).unmasked ? to : maskNumber(to),
      opt_outs: optOuts.map(({ at, ...rest }) => ({ ...rest, at: at.toISOString() })),
    };
    response.json(answer);
  };
