import { addMs, type Outcome } from '../outcome.ts';
import { halveRate, type Interruption, type RecordedSender, type Throttle } from './sender.ts';

/** A part of Twilio's answer that is about the sender, not about the message. */
export type SenderSignal =
  /** The request came too fast. */
  | { kind: 'slow'; code?: number }
  /** A quota is used up: nothing goes for a long while. */
  | { kind: 'hold'; forMs: number; reason: string }
  /** Nothing is sent until someone has fixed the cause. */
  | { kind: 'stop'; reason: string };

/** A longer hold is stored and shown; a shorter one only keeps the rate. */
export const briefHoldMs = 60_000;

/** The signal in the outcome of a request; most have none. */
export const senderSignalOf = (outcome: Outcome): SenderSignal | undefined => {
  if (outcome.kind === 'stopped') return { kind: 'stop', reason: `${said(outcome)}. ${outcome.remedy}` };
  if (outcome.kind !== 'throttled') return undefined;
  const { code, retryAfterMs: forMs = 0 } = outcome;
  if (forMs > briefHoldMs) return { kind: 'hold', forMs, reason: said(outcome) };
  return { kind: 'slow', ...(code !== undefined && { code }) };
};

const said = ({ code, message }: { code?: number; message: string }) =>
  code === undefined ? `Twilio says: ${message}` : `Twilio ${code}: ${message}`;

/** The sender of a signal, and the time of the request that it answers. */
export type Origin = { senderId: string; sentAt: Date };

type Log = Record<'warn' | 'error', (fields: object, message: string) => void>;

export type SenderSignalDeps = {
  clock: () => Date;
  log: Log;
  findSender: (id: string) => Promise<RecordedSender | undefined>;
  /** Puts one throttle in the place of another; false if another than `before` was there. */
  throttleSender: (id: string, before: Throttle | undefined, next: Throttle) => Promise<boolean>;
  /** Keeps the sender from sending until then; false if it is on hold already at `at`. */
  holdSender: (id: string, hold: Interruption, at: Date) => Promise<boolean>;
  /** False if it is paused already, or was changed after `sentAt`. */
  pauseSender: (id: string, pause: { reason: string; at: Date; sentAt: Date }) => Promise<boolean>;
};

/** Slows, holds or pauses a sender after Twilio's signal. If several workers see the same signal, only one takes effect. */
export const applySenderSignal = (deps: SenderSignalDeps, origin: Origin, signal: SenderSignal): Promise<void> => {
  switch (signal.kind) {
    case 'slow':
      return slow(deps, origin.senderId, signal.code);
    case 'hold':
      return hold(deps, origin.senderId, { until: addMs(deps.clock(), signal.forMs), reason: signal.reason });
    case 'stop':
      return stop(deps, origin, signal.reason);
  }
};

const slow = async (deps: SenderSignalDeps, sender: string, code: number | undefined): Promise<void> => {
  const known = await deps.findSender(sender);
  const throttle = known && halveRate(known.mps, known.throttle, deps.clock(), code);
  if (!throttle || !(await deps.throttleSender(sender, known.throttle, throttle))) return;
  deps.log.warn(
    { sender, rate: throttle.rate, mps: known.mps, error_code: code },
    'Twilio rate limit reached; sender rate reduced',
  );
};

const hold = async (deps: SenderSignalDeps, sender: string, { until, reason }: Interruption): Promise<void> => {
  if (await deps.holdSender(sender, { until, reason }, deps.clock()))
    deps.log.warn(
      { sender, until, reason },
      'Sender on hold after a Twilio limit; sending resumes at the time in the field until',
    );
};

const stop = async (deps: SenderSignalDeps, { senderId: sender, sentAt }: Origin, reason: string): Promise<void> => {
  if (await deps.pauseSender(sender, { reason, at: deps.clock(), sentAt }))
    deps.log.error(
      { sender, reason },
      'Sender paused: Twilio refuses the account or the sender. Fix the cause in the field reason, then resume the sender',
    );
};

type ReportDeps = SenderSignalDeps & { findOrigin: (messageId: string) => Promise<Origin | undefined> };

/** Does the same for a signal that came with the report of a message. */
export const makeApplyReportedSignal =
  (deps: ReportDeps) =>
  async (messageId: string, signal: SenderSignal): Promise<void> => {
    const origin = await deps.findOrigin(messageId);
    if (origin) await applySenderSignal(deps, origin, signal);
  };
