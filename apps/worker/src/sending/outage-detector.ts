import { makeCircuit, type Circuit, type DeliverDeps, type Interruption, type Outcome } from '@recado/messaging';
import type { Logger } from 'pino';

type Deps = {
  clock: () => Date;
  senderId: string;
  circuit?: Circuit;
  /** Takes no jobs of the sender for this many milliseconds in this process. */
  pauseFor: (ms: number) => void;
  /** Shows whether this worker reaches Twilio for the sender. */
  writeOutage: (senderId: string, outage: Interruption | undefined) => Promise<void>;
  log: Logger;
};

/**
 * Detects that this worker cannot connect to Twilio for one sender. After several outages in a row, jobs go back to the
 * queue unclaimed, for workers that can connect. One probe at a time finds out if Twilio is reachable again.
 */
export const detectOutage = ({ clock, senderId, pauseFor, writeOutage, log, ...given }: Deps) => {
  const circuit = given.circuit ?? makeCircuit({ clock });

  const reportOutage = (outage: Interruption | undefined) => {
    if (outage)
      log.warn(
        { sender: senderId, ...outage },
        'Twilio unreachable from this worker: it takes no jobs for this sender until a test request succeeds',
      );
    else log.info({ sender: senderId }, 'Twilio reachable again');
    writeOutage(senderId, outage).catch((error: unknown) =>
      log.warn({ err: error, sender: senderId }, 'Could not save the connection state of the sender'),
    );
  };

  const report = (outcome: Outcome, messageId: string) => {
    const change = isOutage(outcome)
      ? circuit.report('outage', mayBeItsOwn(outcome) ? messageId : undefined)
      : circuit.report('ok');
    if (change.kind === 'closed') reportOutage(undefined);
    else if (change.kind === 'opened' && 'message' in outcome)
      reportOutage({ until: change.until, reason: `Twilio cannot be reached: ${outcome.message}` });
  };

  return {
    /** Returns whether a job may be claimed now. If not, it goes back, and this worker takes no more for a while. */
    canSend: (): boolean => {
      const found = circuit.check();
      if (found.open) pauseFor(found.waitMs);
      return !found.open;
    },
    /** Counts the outcomes of requests, and marks one that the outage kept from Twilio. */
    outageAware:
      (request: DeliverDeps['send']): DeliverDeps['send'] =>
      async (submission) => {
        const outcome = await request(submission);
        report(outcome, submission.messageId);
        return outcome.kind === 'unsent' && isOutage(outcome) && circuit.isOpen()
          ? { ...outcome, outage: true }
          : outcome;
      },
  };
};

/** A refusal is an answer; only no answer, or a server's error, says something about the connection. */
const isOutage = (outcome: Outcome): outcome is Extract<Outcome, { kind: 'unsent' | 'unknown' }> =>
  outcome.kind === 'unknown' || (outcome.kind === 'unsent' && outcome.code === undefined);

/** A firewall may refuse one text, and a server may fail at it. Without a connection nobody has seen the message. */
const mayBeItsOwn = (outcome: Outcome): boolean =>
  outcome.kind === 'unknown' || (outcome.kind === 'unsent' && outcome.isForeign === true);
