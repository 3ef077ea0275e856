import { getExpectedTwilioSignature, validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks.js';

type Signed = {
  /** The account's auth token; while it is being replaced, the new one too. */
  authTokens: readonly string[];
  /** As Twilio called it: the public one, with its query. */
  url: string;
  /** Holds the header X-Twilio-Signature. */
  signature: string | undefined;
} & (
  | {
      /** Holds all fields of the form, including unknown ones. A repeated field is a list. */
      params: Record<string, string | string[]>;
    }
  | {
      /** Holds a JSON body as it came. Its hash is in the URL. */
      body: string;
    }
);

/**
 * Returns whether Twilio signed this callback. It compares in constant time, accepts a URL with and without its
 * standard port, and never throws.
 */
export const verifySignature = (signed: Signed): boolean =>
  signed.authTokens.some((authToken) => isSignedWith(authToken, signed));

const isSignedWith = (authToken: string, signed: Signed): boolean => {
  const { url, signature = '' } = signed;
  // Anybody can sign with an empty token.
  if (!authToken || !signature) return false;
  try {
    return 'body' in signed
      ? validateRequestWithBody(authToken, signature, url, signed.body)
      : validateRequest(authToken, signature, url, signed.params);
  } catch {
    // twilio-node throws on an invalid URL.
    return false;
  }
};

/** Signs a GET of this URL as Twilio would. */
export const signUrl = (authToken: string, url: string): string => getExpectedTwilioSignature(authToken, url, {});
