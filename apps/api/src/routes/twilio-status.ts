import { Refusal, settle } from '@recado/messaging';
import { parseStatusCallback, verifySignature } from '@recado/twilio';
import express, { type Request, type RequestHandler } from 'express';
import { bodyLimit } from '../http/read-json.ts';
import { messageIdOf } from './message-id-of.ts';

type Deps = Parameters<typeof settle>[0] & { publicUrl: string; twilioAuthTokens: string[] };

type Form = Record<string, string | string[]>;

const formOf = (request: Request): Form => ({ ...(request.body as Form | undefined) });

const refuseForgery = ({ publicUrl, twilioAuthTokens }: Deps, request: Request): void => {
  const signed = verifySignature({
    authTokens: twilioAuthTokens,
    url: publicUrl + request.originalUrl,
    signature: request.get('X-Twilio-Signature'),
    params: formOf(request),
  });
  if (!signed)
    throw new Refusal(
      'invalid-signature',
      'X-Twilio-Signature is not that of this account for PUBLIC_URL and this path',
    );
};

/** Every field counts for the signature, so a form is read as it is: flat, repeated names as lists. */
const readForm = express.urlencoded({ extended: false, limit: bodyLimit, parameterLimit: 1000 });

/** Takes in a status callback. 204 says that it is committed; anything else lets Twilio try again. */
const settleCallback =
  (deps: Deps): RequestHandler =>
  async (request, response) => {
    refuseForgery(deps, request);
    const report = parseStatusCallback(messageIdOf(request, 'messageId'), formOf(request));
    if (!report)
      throw new Refusal(
        'invalid-request',
        'This is not the status callback of a message that was sent: it needs MessageSid and MessageStatus',
      );
    if ((await settle(deps, report)) === 'unknown-message') throw new Refusal('not-found', 'There is no such message');
    response.status(204).end();
  };

export const twilioStatus = (deps: Deps): RequestHandler[] => [readForm, settleCallback(deps)];
