/**
 * Says what one call shows of the connection to Twilio: `ok` if Twilio answered, `outage` for no connection or a 5xx.
 */
export type Signal = 'ok' | 'outage';

export type Circuit = {
  /** Returns whether a call may be made now; if not, wait for `waitMs`. After the wait a single probe is allowed. */
  check: () => { open: false } | { open: true; waitMs: number };
  /**
   * Says what the report changed: `opened` also when a probe failed and a longer wait begins. `messageId`: of an outage that
   * only this message may have met, because of what it contains. Such outages count once for each message.
   */
  report: (signal: Signal, messageId?: string) => Change;
  isOpen: () => boolean;
};

type Change = { kind: 'none' } | { kind: 'opened'; until: Date } | { kind: 'closed' };

type Options = { clock: () => Date; threshold?: number; openMs?: number; maxOpenMs?: number };

type State =
  | { kind: 'closed'; failures: number; messages: Set<string> }
  | { kind: 'open'; until: number; openMs: number; probing: boolean };

/**
 * Keeps calls back after a run of outages, so that they wait instead of spending attempts. After the wait one probe goes
 * out; its success closes the circuit, its failure doubles the wait up to a limit.
 */
export const makeCircuit = ({ clock, threshold = 5, openMs = 1_000, maxOpenMs = 30_000 }: Options): Circuit => {
  let state: State = closed();

  const none: Change = { kind: 'none' };

  const open = (forMs: number): Change => {
    const until = clock().getTime() + forMs;
    state = { kind: 'open', until, openMs: forMs, probing: false };
    return { kind: 'opened', until: new Date(until) };
  };

  const check: Circuit['check'] = () => {
    if (state.kind === 'closed') return { open: false };
    const waitMs = state.until - clock().getTime();
    if (waitMs > 0) return { open: true, waitMs };
    // a probe that finds nothing to send reports nothing, so another may follow it
    state = { ...state, until: clock().getTime() + state.openMs, probing: true };
    return { open: false };
  };

  const reportOutage = (messageId: string | undefined): Change => {
    if (state.kind === 'open') {
      // calls that left before the circuit opened end late; only the probe's word counts
      return state.probing ? open(Math.min(maxOpenMs, state.openMs * 2)) : none;
    }
    if (messageId === undefined) state.failures += 1;
    else state.messages.add(messageId);
    return state.failures + state.messages.size >= threshold ? open(openMs) : none;
  };

  const report: Circuit['report'] = (signal, messageId) => {
    if (signal === 'outage') return reportOutage(messageId);
    const change: Change = state.kind === 'open' ? { kind: 'closed' } : none;
    state = closed();
    return change;
  };

  return { check, report, isOpen: () => state.kind === 'open' };
};

const closed = (): State => ({ kind: 'closed', failures: 0, messages: new Set() });
