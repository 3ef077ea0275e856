import { after, type Outcome } from '../outcome.ts';
import { throttled, type Interruption, type RecordedSender, type Throttle } from './sender.ts';

/** What an answer of Twilio's says of the sender rather than of the message. */
export type SenderSign =
  /** Too fast. */
  | { kind: 'slow'; code?: number }
  /** A quota is used up: nothing goes for a long while. */
  | { kind: 'rest'; forMs: number; reason: string }
  /** Nothing goes until somebody has looked after it. */
  | { kind: 'stop'; reason: string };

/** A sender that rests for longer than this shows it; a shorter rest is how a rate is kept. */
export const briefRestMs = 60_000;

/** The sign in what became of a request; most have none. */
export const signOf = (outcome: Outcome): SenderSign | undefined => {
  if (outcome.kind === 'stopped') return { kind: 'stop', reason: `${said(outcome)}. ${outcome.remedy}` };
  if (outcome.kind !== 'throttled') return undefined;
  const { code, retryAfterMs: forMs = 0 } = outcome;
  if (forMs > briefRestMs) return { kind: 'rest', forMs, reason: said(outcome) };
  return { kind: 'slow', ...(code !== undefined && { code }) };
};

const said = ({ code, message }: { code?: number; message: string }) =>
  code === undefined ? `Twilio says: ${message}` : `Twilio ${code}: ${message}`;

/** Which sender a sign is about, and when the request went out that it answers. */
export type Origin = { senderId: string; sentAt: Date };

type Log = Record<'warn' | 'error', (fields: object, message: string) => void>;

export type HeedDeps = {
  clock: () => Date;
  log: Log;
  findSender: (id: string) => Promise<RecordedSender | undefined>;
  /** Puts one throttle in the place of another; false if another than `before` was there. */
  throttleSender: (id: string, before: Throttle | undefined, next: Throttle) => Promise<boolean>;
  /** Keeps the sender from sending until then; false if it rests already at `at`. */
  restSender: (id: string, rest: Interruption, at: Date) => Promise<boolean>;
  /** False if it is paused already, or was changed by somebody since `sentAt`. */
  pauseSender: (id: string, pause: { reason: string; at: Date; sentAt: Date }) => Promise<boolean>;
};

/** Does to a sender what Twilio's sign asks for. Of many workers that see the same sign at once, one changes it. */
export const heed = (deps: HeedDeps, origin: Origin, sign: SenderSign): Promise<void> => {
  switch (sign.kind) {
    case 'slow':
      return slow(deps, origin.senderId, sign.code);
    case 'rest':
      return rest(deps, origin.senderId, { until: after(deps.clock(), sign.forMs), reason: sign.reason });
    case 'stop':
      return stop(deps, origin, sign.reason);
  }
};

const slow = async (deps: HeedDeps, sender: string, code: number | undefined): Promise<void> => {
  const known = await deps.findSender(sender);
  const throttle = known && throttled(known.mps, known.throttle, deps.clock(), code);
  if (!throttle || !(await deps.throttleSender(sender, known.throttle, throttle))) return;
  deps.log.warn({ sender, rate: throttle.rate, mps: known.mps, error_code: code }, 'sender was too fast: slowed down');
};

const rest = async (deps: HeedDeps, sender: string, { until, reason }: Interruption): Promise<void> => {
  if (await deps.restSender(sender, { until, reason }, deps.clock()))
    deps.log.warn({ sender, until, reason }, 'sender rests');
};

const stop = async (deps: HeedDeps, { senderId: sender, sentAt }: Origin, reason: string): Promise<void> => {
  if (await deps.pauseSender(sender, { reason, at: deps.clock(), sentAt }))
    deps.log.error({ sender, reason }, 'sender paused until somebody has looked after it');
};

type ReportDeps = HeedDeps & { findOrigin: (messageId: string) => Promise<Origin | undefined> };

/** The same for a sign that came with the report of a message. */
export const makeHeedReport =
  (deps: ReportDeps) =>
  async (messageId: string, sign: SenderSign): Promise<void> => {
    const origin = await deps.findOrigin(messageId);
    if (origin) await heed(deps, origin, sign);
  };
