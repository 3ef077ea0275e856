import { ListStrayCallbacks, type StrayCallback, type StrayCallbackPage } from '@recado/contract';
import { listStrayCallbacks as list, type StrayCallback as Kept } from '@recado/messaging';
import type { RequestHandler } from 'express';
import { parse } from '../http/parse.ts';
import { given } from '../present/given.ts';

type Deps = Parameters<typeof list>[0];

const present = (kept: Kept): StrayCallback => ({
  id: kept.id,
  received_at: kept.receivedAt.toISOString(),
  message_id: kept.messageId,
  twilio_sid: kept.twilioSid,
  twilio_status: kept.twilioStatus,
  ...given({ error_code: kept.errorCode }),
});

export const listStrayCallbacks =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const { callbacks, nextCursor } = await list(deps, parse(ListStrayCallbacks, request.query));
    const page: StrayCallbackPage = { data: callbacks.map(present), next_cursor: nextCursor };
    response.json(page);
  };
