import { keepStrayCallback, Refusal, settle } from '@recado/messaging';
import { parseStatusCallback } from '@recado/twilio';
import type { RequestHandler } from 'express';
import { formOf, readSignedForm } from '../http/twilio-form.ts';
import { messageIdOf } from './message-id-of.ts';

type Deps = Parameters<typeof settle>[0] &
  Parameters<typeof keepStrayCallback>[0] &
  Parameters<typeof readSignedForm>[0];

/** Takes in a status callback. 204 says that it is committed; anything else lets Twilio try again. */
const settleCallback =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const report = parseStatusCallback(messageIdOf(request, 'messageId'), formOf(request));
    if (!report)
      throw new Refusal(
        'invalid-request',
        'This is not the status callback of a message that was sent: it needs MessageSid and MessageStatus',
      );
    if ((await settle(deps, report)) === 'unknown-message') {
      await keepStrayCallback(deps, report);
      throw new Refusal('not-found', 'There is no such message: this was kept aside, see GET /v1/callbacks/unknown');
    }
    response.status(204).end();
  };

export const twilioStatus = (deps: Deps): RequestHandler[] => [...readSignedForm(deps), settleCallback(deps)];
