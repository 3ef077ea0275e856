/** What one call said about the way to Twilio: `ok` when Twilio answered at all, `outage` for no connection or a 5xx. */
export type Signal = 'ok' | 'outage';

export type Circuit = {
  /** Whether a call may go out now. `false` means: wait for `waitMs`. Lets a single probe through after a rest. */
  admit: () => { open: false } | { open: true; waitMs: number };
  report: (signal: Signal) => void;
};

type Options = { clock: () => Date; threshold?: number; restMs?: number; maxRestMs?: number };

type State = { kind: 'closed'; failures: number } | { kind: 'open'; until: number; restMs: number; probing: boolean };

/**
 * Keeps calls back after a run of outages, so that they wait instead of spending attempts. After a rest one probe goes
 * out; its success closes the circuit, its failure doubles the rest up to a limit.
 */
export const makeCircuit = ({ clock, threshold = 5, restMs = 1_000, maxRestMs = 30_000 }: Options): Circuit => {
  let state: State = { kind: 'closed', failures: 0 };

  const open = (forMs: number) => {
    state = { kind: 'open', until: clock().getTime() + forMs, restMs: forMs, probing: false };
  };

  const admit: Circuit['admit'] = () => {
    if (state.kind === 'closed') return { open: false };
    const waitMs = state.until - clock().getTime();
    if (waitMs > 0) return { open: true, waitMs };
    // a probe that finds nothing to send reports nothing, so another may follow it
    state = { ...state, until: clock().getTime() + state.restMs, probing: true };
    return { open: false };
  };

  const reportOutage = () => {
    if (state.kind === 'open') {
      // calls that left before the circuit opened end late; only the probe's word counts
      if (state.probing) open(Math.min(maxRestMs, state.restMs * 2));
      return;
    }
    state.failures += 1;
    if (state.failures >= threshold) open(restMs);
  };

  const report: Circuit['report'] = (signal) => {
    if (signal === 'ok') state = { kind: 'closed', failures: 0 };
    else reportOutage();
  };

  return { admit, report };
};
