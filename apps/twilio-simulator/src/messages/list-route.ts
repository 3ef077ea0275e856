import type { RequestHandler } from 'express';
import type { Faults } from '../faults/faults.ts';
import { answerJson } from '../http/answer.ts';
import { answerRefusal, invalidParameter } from '../refusals/refusal.ts';
import type { Ledger } from './ledger.ts';
import { listMessages } from './list.ts';
import { ListQuery } from './list-query.ts';

export type ListRouteDeps = {
  accountSid: string;
  now: () => number;
  ledger: Pick<Ledger, 'newestFirst'>;
  faults: Pick<Faults, 'strike' | 'listLagMs'>;
};

const unavailable = { status: 500, code: 20500, message: 'Something went wrong at Twilio' };

/** Lists the account's messages, as late as the faults have it. */
export const listRoute =
  ({ accountSid, now, ledger, faults }: ListRouteDeps): RequestHandler =>
  (request, response) => {
    const query = ListQuery.safeParse(request.query);
    if (!query.success)
      return answerRefusal(response, invalidParameter(String(query.error.issues[0]?.path[0]), 'give it once'));
    const fault = faults.strike('list', query.data.To ?? '');
    if (fault?.kind === 'list_500') return answerRefusal(response, unavailable);
    if (fault?.kind === 'list_reset') return response.socket?.resetAndDestroy();
    const listed = listMessages({ accountSid, ledger, listedUntil: now() - faults.listLagMs() }, query.data);
    if ('code' in listed) answerRefusal(response, listed);
    else answerJson(response, 200, listed);
  };
