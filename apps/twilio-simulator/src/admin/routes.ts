import express, { Router } from 'express';
import { z } from 'zod';
import { answerEmpty, answerJson } from '../http/answer.ts';
import type { CallbackCounts } from '../callbacks/notify.ts';
import type { Faults } from '../faults.ts';
import type { Ledger } from '../messages/ledger.ts';
import { toMessageResource } from '../messages/message-resource.ts';
import type { OptOuts } from '../opt-outs.ts';
import type { Tally } from './tally.ts';

export type AdminRoutesDeps = {
  accountSid: string;
  tally: Pick<Tally, 'read'>;
  callbacks: CallbackCounts;
  ledger: Pick<Ledger, 'newestFirst' | 'size'>;
  optOuts: Pick<OptOuts, 'add'>;
  faults: Pick<Faults, 'force' | 'clear'>;
};

const MessagesQuery = z.object({
  to: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
});

const OptOut = z.object({ to: z.string().min(1), from: z.string().min(1).optional() });

const Fault = z.object({
  status: z.int().min(400).max(599),
  code: z.int().positive(),
  message: z.string().default('A fault that was asked for'),
  retry_after: z.int().min(0).optional(),
  times: z.int().min(1).default(1),
});

/** What is not Twilio's: looking behind the scenes, and making things happen. Under `/simulator`. */
export const adminRoutes = (deps: AdminRoutesDeps): Router => {
  const router = Router();
  router.use(express.json());

  router.get('/stats', (_request, response) => {
    answerJson(response, 200, { ...deps.tally.read(), kept: deps.ledger.size(), callbacks: deps.callbacks });
  });

  router.get('/messages', (request, response) => {
    const { to, limit } = MessagesQuery.parse(request.query);
    const found = deps.ledger.newestFirst(to).slice(0, limit);
    answerJson(response, 200, { messages: found.map((message) => toMessageResource(deps.accountSid, message)) });
  });

  router.post('/opt-out', (request, response) => {
    const { to, from } = OptOut.parse(request.body);
    deps.optOuts.add(to, from);
    answerEmpty(response);
  });

  router.post('/faults', (request, response) => {
    const { times, retry_after: retryAfter, ...refusal } = Fault.parse(request.body);
    deps.faults.force({ ...refusal, ...(retryAfter !== undefined && { retryAfter }) }, times);
    answerEmpty(response);
  });

  router.delete('/faults', (_request, response) => {
    deps.faults.clear();
    answerEmpty(response);
  });

  return router;
};
