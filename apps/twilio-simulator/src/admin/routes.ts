import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { Router } from 'express';
import { z } from 'zod';
import type { CallbackCounts } from '../callbacks/notify.ts';
import type { Contents } from '../content/contents.ts';
import type { Faults } from '../faults/faults.ts';
import { answerEmpty, answerJson } from '../http/answer.ts';
import type { Ledger } from '../messages/ledger.ts';
import type { OptOuts } from '../opt-outs.ts';
import { approvalRoutes } from './approval-routes.ts';
import { exportMessages } from './export.ts';
import { faultRoutes } from './fault-routes.ts';
import type { Outages } from './outages.ts';
import type { Tally } from './rate-report.ts';

export type AdminRoutesDeps = {
  tally: Pick<Tally, 'read'>;
  callbacks: CallbackCounts;
  ledger: Pick<Ledger, 'newestFirst' | 'oldestFirst' | 'size'>;
  contents: Pick<Contents, 'get'>;
  optOuts: Pick<OptOuts, 'add'>;
  faults: Pick<Faults, 'replace' | 'order' | 'clear' | 'read' | 'counts'>;
  outages: Pick<Outages, 'emit'>;
  inbound: Router;
};

const Outage = z.strictObject({ ms: z.int().min(0).max(3_600_000) });

const MessagesQuery = z.object({ to: z.string().optional() });

const OptOut = z.object({ to: z.string().min(1), from: z.string().min(1).optional() });

/** What is not Twilio's: looking behind the scenes, and making things happen. Under `/simulator`. */
export const adminRoutes = (deps: AdminRoutesDeps): Router => {
  const { tally, callbacks, ledger, contents, optOuts, faults, outages, inbound } = deps;
  const router = Router();
  router.use(express.json());
  router.use('/faults', faultRoutes(faults));
  router.use('/approvals', approvalRoutes(contents));
  router.use('/inbound', inbound);

  router.get('/stats', (_request, response) => {
    answerJson(response, 200, { ...tally.read(), kept: ledger.size(), by_fault: faults.counts(), callbacks });
  });

  router.get('/messages', async (request, response) => {
    const { to } = MessagesQuery.parse(request.query);
    const messages = to === undefined ? ledger.oldestFirst() : ledger.newestFirst(to).toReversed();
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
    await pipeline(Readable.from(exportMessages(messages)), response);
  });

  router.post('/opt-out', (request, response) => {
    const { to, from } = OptOut.parse(request.body);
    optOuts.add(to, from);
    answerEmpty(response);
  });

  router.post('/outage', (request, response) => {
    const { ms } = Outage.parse(request.body);
    response.once('finish', () => outages.emit('begin', ms));
    answerEmpty(response);
  });

  return router;
};
