export { createTwilio, type Twilio, type TwilioOptions } from './client.ts';
export type { Code, CodeClass } from './codes/code.ts';
export { blockingCodes, explainCode, listCodes, objectionCodes, optOuts, serviceWindowError } from './codes/index.ts';
export type { FoundWebhooks, InboundWebhook } from './inbound-webhooks.ts';
export { parseInbound } from './inbound.ts';
export { isCredentialsReason } from './outcome.ts';
export { signUrl, verifySignature } from './signature.ts';
export { parseStatusCallback } from './status-callback.ts';
