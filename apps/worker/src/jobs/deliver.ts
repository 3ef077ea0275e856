import { deliver, type DeliverDeps, type Disposition, type Recording } from '@recado/messaging';
import type { Logger } from 'pino';

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

/** The job of one message: claim, send, record; every outcome is in the log by id. */
export const makeDeliverJob = (deps: DeliverDeps, logger: Logger): ((messageId: string) => Promise<Disposition>) => {
  const record = async (recording: Recording) => {
    await deps.record(recording);
    log(logger, recording);
  };
  const claim: DeliverDeps['claim'] = async (messageId, ...times) => {
    const claimed = await deps.claim(messageId, ...times);
    if (claimed.kind !== 'claimed')
      logger.debug({ message_id: messageId, claim: claimed.kind }, 'not sent: not its turn');
    return claimed;
  };
  return (messageId) => deliver({ ...deps, claim, record }, messageId);
};
