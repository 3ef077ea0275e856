import { Router } from 'express';
import { sign, type Poster } from '../callbacks/post.ts';
import { answerJson, sequencedSid } from '../http/answer.ts';
import type { MessageLog } from '../messages/message.ts';
import {
  inboundParameters,
  InboundRequest,
  receivedMessage,
  sendersOf,
  type makeApplyKeyword,
  type ServiceWindows,
  type WhatsappIds,
} from './inbound.ts';

export type InboundRoutesDeps = {
  accountSid: string;
  authToken: string;
  /** The webhook of a sender, or of the service that the message came through; empty if it has none. */
  inboundUrlOf: (address: string, service?: string) => string;
  ask: Poster['ask'];
  now: () => number;
  /** Stores inbound messages for Twilio's list. */
  received: Pick<MessageLog, 'add' | 'get'>;
  applyKeyword: ReturnType<typeof makeApplyKeyword>;
  windows: Pick<ServiceWindows, 'hear'>;
  whatsappIds: Pick<WhatsappIds, 'remember'>;
};

const limits = { connectTimeout: 5000, readTimeout: 15_000 };

/** Serves `/simulator/inbound`: sends the account a message from a person, and returns the answer of its webhook. */
export const inboundRoutes = (deps: InboundRoutesDeps): Router => {
  const { accountSid, authToken, inboundUrlOf, ask, now, received, applyKeyword, windows, whatsappIds } = deps;
  const router = Router();
  let sequence = 0;

  router.post('/', async (request, response) => {
    const input = InboundRequest.parse(request.body);
    const url = inboundUrlOf(input.to, input.messaging_service_sid);
    if (!url) return answerJson(response, 409, noUrl);
    sequence += 1;
    const sid = input.message_sid ?? sequencedSid(input.media.length ? 'MM' : 'SM', sequence);
    if (!received.get(sid)) received.add(receivedMessage(input, { sid, sequence, at: now() }));
    whatsappIds.remember(input);
    const id = input.external_user_id;
    for (const from of [input.from, ...(id === undefined ? [] : [`whatsapp:${id}`])])
      for (const sender of sendersOf(input)) windows.hear(from, sender);
    const reply = applyKeyword(input);
    const [target = ''] = url.split('#', 1);
    const answer = await ask(sign(authToken, target, inboundParameters(accountSid, sid, input)), limits);
    return answerJson(response, 200, {
      message_sid: sid,
      status: typeof answer === 'number' ? answer : null,
      ...(typeof answer !== 'number' && { error: answer }),
      auto_reply: reply ?? null,
    });
  });

  return router;
};

const noUrl = {
  message:
    'The sender has no webhook. Set SIMULATOR_INBOUND_URL to the webhook for inbound messages, or update the sender',
};
