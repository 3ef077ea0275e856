import { Refusal, takeInbound } from '@recado/messaging';
import { parseInbound } from '@recado/twilio';
import type { RequestHandler } from 'express';
import { formOf, readSignedForm } from '../http/twilio-form.ts';

type Deps = Parameters<typeof takeInbound>[0] & Parameters<typeof readSignedForm>[0];

/** TwiML that sends nothing back. Plain text would be sent to the person. */
const noReply = '<Response/>';

/** Takes in a message that a person sent. 200 says that it is committed, and so is the opt-out that it may be. */
const keepInbound =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    const report = parseInbound(formOf(request));
    if (!report)
      throw new Refusal('invalid-request', 'This is not a message that was received: it needs MessageSid, From and To');
    await takeInbound(deps, report);
    response.type('text/xml').send(noReply);
  };

export const twilioInbound = (deps: Deps): RequestHandler[] => [...readSignedForm(deps), keepInbound(deps)];
