import { ambiguous, config, content, slow, type Code } from './code.ts';

/** Codes that any request to Twilio may get. */
export const apiCodes: Record<number, Code> = {
  20001: content('Twilio does not know a parameter of the request'),
  20003: config('the credentials are wrong or lack a permission', { stops: 'account' }),
  20005: config('the account is not active: suspended, or its balance is used up', { stops: 'account' }),
  20403: config('the account may not do this'),
  20404: config('there is no such resource: the account SID may be wrong'),
  20409: content('the request does not fit the state of the resource'),
  20422: content('a parameter is not valid'),
  20429: slow('too many requests at once; Twilio did nothing with this one'),
  20500: ambiguous('an error inside Twilio; the request may have been carried out'),
  20503: ambiguous('Twilio is not available'),
  20504: ambiguous('Twilio took too long; the request may have been carried out'),
};
