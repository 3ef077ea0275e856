import { Refusal } from '@recado/messaging';
import { verifySignature } from '@recado/twilio';
import express, { type Request, type RequestHandler } from 'express';
import { bodyLimit } from './json-body.ts';

type Deps = { publicUrl: string; twilioAuthTokens: string[] };

/** The form of a webhook, once it was read. */
export const formOf = (request: Request): Record<string, string | string[]> => ({
  ...(request.body as Record<string, string | string[]> | undefined),
});

/** The parameters of a webhook by GET, whose signature covers the URL with its query. */
export const queryOf = (request: Request): Record<string, string | string[]> =>
  Object.fromEntries(
    [...new URL(request.originalUrl, 'http://host').searchParams].toReversed().map(([name, value]) => [name, value]),
  );

/** Reads the form of a webhook and refuses one that Twilio did not sign. */
export const readSignedForm = (deps: Deps): RequestHandler[] => [readForm, refuseForgery(deps)];

const refuseForgery =
  ({ publicUrl, twilioAuthTokens }: Deps): RequestHandler =>
  (request, _response, next) => {
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
    next();
  };

/** Every field counts for the signature, so a form is read as it is: flat, repeated names as lists. */
const readForm = express.urlencoded({ extended: false, limit: bodyLimit, parameterLimit: 1000 });
