export { createTwilio, type Twilio, type TwilioOptions } from './client.ts';
export { blockingCodes } from './codes/blocking.ts';
export type { Code, CodeClass } from './codes/code.ts';
export { explainCode } from './codes/index.ts';
export { optOuts } from './codes/opt-outs.ts';
export { parseInbound } from './inbound.ts';
export { verifySignature } from './signature.ts';
export { parseStatusCallback } from './status-callback.ts';
