import {
  deliver,
  signOf,
  type DeliverDeps,
  type Disposition,
  type Outcome,
  type Recording,
  type SenderSign,
  type Submission,
} from '@recado/messaging';
import type { Handle, Turn } from '@recado/queue';
import type { Logger } from 'pino';
import type { LimitedSend } from './limit-requests.ts';

type Deps = Omit<DeliverDeps, 'send'> & {
  send: LimitedSend;
  /** Extends the lease of a claim. */
  renewClaim: (messageId: string, leaseMs: number) => Promise<void>;
  /** False once this process's clock jumped: it may have been suspended since the claim. */
  isClockRight: () => boolean;
  /** Whether a message may be claimed now. */
  admit: () => boolean;
  /** Does to the sender what Twilio's answer to a request that went out at `sentAt` asks for. */
  heed: (sentAt: Date, sign: SenderSign) => Promise<void>;
};

/** The job of one message: claim, send, record; every outcome is in the log by id. */
export const makeDeliverJob = (deps: Deps, logger: Logger): Handle => {
  const send = async (submission: Submission, turn: Turn): Promise<Outcome> => {
    const sentAt = deps.clock();
    if (!deps.isClockRight()) return suspended;
    const stopRenewing = renewWhileOut(deps, submission.messageId, logger);
    const outcome = await deps.send(submission, turn).finally(stopRenewing);
    if (outcome === 'late') return late;
    const sign = signOf(outcome);
    // The outcome counts, whether or not the sender's record can be reached.
    if (sign)
      await deps
        .heed(sentAt, sign)
        .catch((error: unknown) => logger.warn({ err: error, sign }, 'what Twilio says of the sender is lost'));
    return outcome;
  };
  const record = async (recording: Recording) => {
    await deps.record(recording);
    log(logger, recording);
  };
  const claim: DeliverDeps['claim'] = async (messageId, lease) => {
    const claimed = await deps.claim(messageId, lease);
    if (claimed.kind !== 'claimed')
      logger.debug({ message_id: messageId, claim: claimed.kind }, 'not sent: not its turn');
    return claimed;
  };
  return async (messageId, turn) => {
    if (!deps.admit()) return backToTheFront;
    return deliver({ ...deps, claim, record, send: (submission) => send(submission, turn) }, messageId);
  };
};

const describe = ({ messageId, attempt, outcome, conclusion }: Recording) => ({
  message_id: messageId,
  attempt,
  outcome: outcome?.kind,
  status: conclusion.status,
  ...(outcome && 'code' in outcome && { error_code: outcome.code }),
});

const log = (logger: Logger, recording: Recording) => {
  const fields = describe(recording);
  switch (recording.outcome?.kind) {
    case 'submitted':
      return logger.debug(fields, 'sent');
    case 'unknown':
      return logger.warn(fields, 'Twilio may or may not have this message: it is asked before anything is sent again');
    default:
      return logger.info(fields, 'not sent');
  }
};

/** Too late for the slice of the rate in which it was taken. No attempt is spent, and the sender stays as fast as it is. */
const late: Outcome = {
  kind: 'throttled',
  retryAfterMs: 0,
  message: 'the worker was held up: the message takes its turn anew',
};

const suspended: Outcome = {
  kind: 'unsent',
  message: 'the clock of the worker jumped between the claim and the request',
};

/** A lease is renewed three times before it would end, so that one renewal may fail. */
const renewalsPerLease = 3;

/** Keeps a claim for this worker while its request is out, however long Twilio takes. */
const renewWhileOut = ({ renewClaim, policy }: Deps, messageId: string, logger: Logger): (() => void) => {
  const { afterClaimMs } = policy.patience;
  const renew = () => {
    renewClaim(messageId, afterClaimMs).catch((error: unknown) =>
      logger.warn(
        { err: error, message_id: messageId },
        'Lease of a claim could not be renewed; it will be tried again',
      ),
    );
  };
  const timer = setInterval(renew, afterClaimMs / renewalsPerLease);
  return () => clearInterval(timer);
};

const backToTheFront: Disposition = { kind: 'rest', forMs: 0 };
