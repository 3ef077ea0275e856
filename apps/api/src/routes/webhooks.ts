import {
  ListUnknownCallbacks,
  type ErrorCodeList,
  type UnknownCallback,
  type UnknownCallbackPage,
} from '@recado/contract';
import {
  keepUnknownCallback,
  listUnknownCallbacks as list,
  Refusal,
  settle,
  takeInbound,
  type Settled,
  type StatusReport,
  type UnknownCallback as StoredCallback,
} from '@recado/messaging';
import { omitUndefined } from '@recado/presentation';
import { startSettleSpan } from '@recado/runtime';
import { listCodes, parseInbound, parseStatusCallback, verifySignature } from '@recado/twilio';
import express, { type Request, type RequestHandler, type Response } from 'express';
import type { CallbackWatch } from '../callback-watch.ts';
import { bodyLimit } from '../http/json-body.ts';
import { parse } from '../http/parse.ts';
import { setSpan } from '../http/trace-requests.ts';
import { messageIdOf } from './messages.ts';

type TwilioInboundDeps = Parameters<typeof takeInbound>[0] & Parameters<typeof readSignedForm>[0];

/** TwiML that sends nothing back. Plain text would be sent to the person. */
const noReply = '<Response/>';

export const twilioInbound = (deps: TwilioInboundDeps): RequestHandler[] => [
  ...readSignedForm(deps),
  keepInbound(deps),
];

/** Takes in a message that a person sent. 200 says that it is committed, and so is the opt-out that it may be. */
const keepInbound =
  (deps: TwilioInboundDeps): RequestHandler =>
  async (request, response) => {
    const report = parseInbound(request.method === 'POST' ? formOf(request) : queryOf(request));
    if (!report)
      throw new Refusal('invalid-request', 'This is not an inbound message. It must have MessageSid, From and To');
    await takeInbound(deps, report);
    response.type('text/xml').send(noReply);
  };

type TwilioStatusDeps = { metrics: { calledBack: (status: string, result: Settled['kind']) => void } } & Parameters<
  typeof settle
>[0] &
  Parameters<typeof keepUnknownCallback>[0] &
  Parameters<typeof readSignedForm>[0];

export const twilioStatus = (deps: TwilioStatusDeps): RequestHandler[] => [
  ...readSignedForm(deps),
  settleCallback(deps),
];

/** Takes in a status callback. 204 says that it is committed; anything else lets Twilio try again. */
const settleCallback =
  (deps: TwilioStatusDeps): RequestHandler =>
  async (request, response) => {
    const report = parseStatusCallback(messageIdOf(request, 'messageId'), formOf(request));
    if (!report)
      throw new Refusal('invalid-request', 'This is not a status callback. It must have MessageSid and MessageStatus');
    const receivedAt = new Date();
    const settled = await settle(deps, report);
    traceSettlement(response, report, { settled, receivedAt });
    deps.metrics.calledBack(report.status, settled.kind);
    if (settled.kind === 'unknown-message') {
      await keepUnknownCallback(deps, report);
      throw new Refusal('not-found', 'No message has this id. The callback is stored: see GET /v1/callbacks/unknown');
    }
    response.status(204).end();
  };

type Traced = { settled: Settled; receivedAt: Date };

const traceSettlement = (response: Response, report: StatusReport, { settled, receivedAt }: Traced): void => {
  if (!settled.trace) return;
  const { messageId, status, errorCode } = report;
  const told = { messageId, status, ...omitUndefined({ errorCode }), result: settled.kind, receivedAt };
  const span = startSettleSpan(settled.trace, told);
  if (span) setSpan(response, span);
};

type ListUnknownCallbacksDeps = Parameters<typeof list>[0];

export const listUnknownCallbacks =
  (deps: ListUnknownCallbacksDeps): RequestHandler =>
  async (request, response) => {
    const { callbacks, nextCursor } = await list(deps, parse(ListUnknownCallbacks, request.query));
    const page: UnknownCallbackPage = { data: callbacks.map(present), next_cursor: nextCursor };
    response.json(page);
  };

const present = (stored: StoredCallback): UnknownCallback => ({
  id: stored.id,
  received_at: stored.receivedAt.toISOString(),
  message_id: stored.messageId,
  twilio_sid: stored.twilioSid,
  twilio_status: stored.twilioStatus,
  ...omitUndefined({ error_code: stored.errorCode }),
});

/** Lists the codes that callbacks and answers of Twilio may have. They change with a version of Recado only. */
export const listErrorCodes = (): RequestHandler => {
  const codes: ErrorCodeList = { data: listCodes() };
  return (_request, response) => void response.json(codes);
};

type Deps = {
  publicUrl: string;
  twilioAuthTokens: string[];
  callbacks: Pick<CallbackWatch, 'noteGood' | 'noteRefused'>;
};

/** The form of a webhook, once it was read. */
const formOf = (request: Request): Record<string, string | string[]> => ({
  ...(request.body as Record<string, string | string[]> | undefined),
});

/** The parameters of a webhook by GET, whose signature covers the URL with its query. */
const queryOf = (request: Request): Record<string, string | string[]> =>
  Object.fromEntries(
    [...new URL(request.originalUrl, 'http://host').searchParams].toReversed().map(([name, value]) => [name, value]),
  );

/** Reads the form of a webhook and refuses one that Twilio did not sign. */
const readSignedForm = (deps: Deps): RequestHandler[] => [readForm, refuseForgery(deps)];

const refuseForgery =
  ({ publicUrl, twilioAuthTokens, callbacks }: Deps): RequestHandler =>
  (request, _response, next) => {
    const signed = verifySignature({
      authTokens: twilioAuthTokens,
      url: publicUrl + request.originalUrl,
      signature: request.get('X-Twilio-Signature'),
      params: formOf(request),
    });
    if (!signed) {
      callbacks.noteRefused(request.path.includes('/status/') ? 'status' : 'inbound');
      throw new Refusal(
        'invalid-signature',
        'X-Twilio-Signature is not that of this account for PUBLIC_URL and this path',
      );
    }
    callbacks.noteGood();
    next();
  };

/** Every field counts for the signature, so a form is read as it is: flat, repeated names as lists. */
const readForm = express.urlencoded({ extended: false, limit: bodyLimit, parameterLimit: 1000 });
