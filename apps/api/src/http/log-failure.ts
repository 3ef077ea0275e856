import { Refusal, Unavailable } from '@recado/messaging';
import type { Logger } from 'pino';

/** An error without the members that libraries hang on it, which may quote a row or a request. */
const plain = (error: unknown): object => {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name: type, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return { type, message, stack, code, ...(cause !== undefined && { cause: plain(cause) }) };
};

const reasonOf = ({ cause }: Error): string | undefined => (cause instanceof Error ? cause.message : undefined);

/** Logs what whoever runs this must know of. A refusal is the caller's affair; its line in the log says the status. */
export const logFailure = (log: Logger, error: unknown, isOurs: boolean): void => {
  if (error instanceof Unavailable)
    log.warn({ store: error.store, reason: reasonOf(error) }, 'a store does not answer');
  else if (error instanceof Refusal && error.type === 'invalid-signature')
    log.warn('a callback was refused: check PUBLIC_URL and TWILIO_AUTH_TOKEN, or somebody forges it');
  else if (isOurs) log.error({ err: plain(error) }, 'a request failed');
};
