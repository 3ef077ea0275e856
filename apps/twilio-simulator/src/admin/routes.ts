import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { Router } from 'express';
import { z } from 'zod';
import { balanceRoutes, type SimulatedAccount } from '../account/routes.ts';
import type { CallbackCounts } from '../callbacks/notify.ts';
import { approvalStatuses, type Contents } from '../content/content.ts';
import { FaultOrder, FaultPlan, type Faults } from '../faults/faults.ts';
import { answerEmpty, answerJson } from '../http/answer.ts';
import type { OptOuts } from '../inbound/inbound.ts';
import { listTextRoutes, type ListTexts } from '../messages/list-texts.ts';
import type { Message, MessageLog } from '../messages/message.ts';
import { answerRefusal, notFound } from '../refusals/refusal.ts';
import { qualityRoutes } from '../senders/routes.ts';
import type { Senders } from '../senders/senders.ts';
import type { RateReport } from './rate-report.ts';

export type AdminRoutesDeps = {
  rateReport: Pick<RateReport, 'read'>;
  callbacks: CallbackCounts;
  messageLog: Pick<MessageLog, 'newestFirst' | 'oldestFirst' | 'size'>;
  contents: Pick<Contents, 'get'>;
  optOuts: Pick<OptOuts, 'add'>;
  faults: Pick<Faults, 'replace' | 'order' | 'clear' | 'read' | 'counts'>;
  outages: Pick<Outages, 'emit'>;
  listTexts: Pick<ListTexts, 'read' | 'change'>;
  inbound: Router;
  account: SimulatedAccount;
  senders: Pick<Senders, 'setQuality'>;
};

const Outage = z.strictObject({ ms: z.int().min(0).max(3_600_000) });

const MessagesQuery = z.object({ to: z.string().optional() });

const OptOut = z.object({ to: z.string().min(1), from: z.string().min(1).optional() });

/** Serves the simulator's own routes under `/simulator`: statistics, faults, approvals and inbound messages. */
export const adminRoutes = (deps: AdminRoutesDeps): Router => {
  const { rateReport, callbacks, messageLog, contents, optOuts, faults, outages, listTexts, inbound, account } = deps;
  const router = Router();
  router.use(express.json());
  router.use('/faults', faultRoutes(faults));
  router.use('/approvals', approvalRoutes(contents));
  router.use('/list', listTextRoutes(listTexts));
  router.use('/inbound', inbound);
  router.use('/balance', balanceRoutes(account));
  router.use('/quality', qualityRoutes(deps.senders));

  router.get('/stats', (_request, response) => {
    answerJson(response, 200, { ...rateReport.read(), kept: messageLog.size(), by_fault: faults.counts(), callbacks });
  });

  router.get('/messages', async (request, response) => {
    const { to } = MessagesQuery.parse(request.query);
    const messages = to === undefined ? messageLog.oldestFirst() : messageLog.newestFirst(to).toReversed();
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

const Verdict = z.strictObject({
  status: z.enum(approvalStatuses),
  rejection_reason: z.string().default(''),
  category: z.enum(['UTILITY', 'MARKETING', 'AUTHENTICATION']).optional(),
});

/** Serves `/simulator/approvals`: sets the approval of a content. */
const approvalRoutes = (contents: Pick<Contents, 'get'>): Router => {
  const router = Router();

  router.put('/:sid', (request, response) => {
    const content = contents.get(request.params.sid);
    if (!content) return answerRefusal(response, notFound(request.originalUrl));
    const { status, rejection_reason: rejectionReason, category } = Verdict.parse(request.body);
    content.verdict = { status, rejectionReason, ...(category && { category }) };
    answerEmpty(response);
  });

  return router;
};

/** Serves `/simulator/faults`: random and ordered faults. */
const faultRoutes = (faults: Pick<Faults, 'replace' | 'order' | 'clear' | 'read'>): Router => {
  const router = Router();

  router.get('/', (_request, response) => answerJson(response, 200, faults.read()));

  router.put('/', (request, response) => {
    faults.replace(FaultPlan.parse(request.body));
    answerJson(response, 200, faults.read());
  });

  router.delete('/', (_request, response) => {
    faults.clear();
    answerEmpty(response);
  });

  router.post('/next', (request, response) => {
    const orders = Array.isArray(request.body) ? request.body : [request.body];
    for (const order of orders.map((one) => FaultOrder.parse(one))) faults.order(order);
    answerEmpty(response);
  });

  return router;
};

/** Asks the server to refuse connections for some milliseconds. The routes do not know the server. */
export const makeOutages = () => new EventEmitter<{ begin: [ms: number] }>();
export type Outages = ReturnType<typeof makeOutages>;

const perChunk = 500;

const lineOf = (message: Message): string =>
  `${JSON.stringify({
    sid: message.sid,
    to: message.to,
    from: message.from,
    messaging_service_sid: message.messagingServiceSid,
    body: message.body,
    content_sid: message.contentSid,
    content_variables: message.contentVariables,
    media_urls: message.media.map(({ url }) => url),
    status: message.status,
    error_code: message.errorCode,
    status_callback: message.statusCallback,
    created_at: new Date(message.createdAt).toISOString(),
  })}\n`;

/** Yields messages as NDJSON, in chunks of many lines. */
function* exportMessages(messages: Iterable<Message>): Generator<string> {
  let chunk: string[] = [];
  for (const message of messages) {
    if (chunk.push(lineOf(message)) < perChunk) continue;
    yield chunk.join('');
    chunk = [];
  }
  yield chunk.join('');
}
