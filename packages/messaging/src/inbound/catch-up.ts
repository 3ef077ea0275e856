import type { Channel } from '@recado/contract';
import { addMs } from '../outcome.ts';
import type { InboundListQuery, InboundReport } from './inbound.ts';
import { takeInbound, type TakeInboundDeps } from './take-inbound.ts';

/** A sender whose inbound messages are due to be read from Twilio's list. */
export type InboundRead = {
  senderId: string;
  channel: Channel;
  address: string;
  /** Everything received before is stored. */
  readUntil?: Date;
  /** The sender exists since then. */
  createdAt: Date;
};

type Deps = TakeInboundDeps & {
  /** Senders that are due. For `leaseMs` no other caller gets them. */
  takeInboundReads: (leaseMs: number) => Promise<InboundRead[]>;
  listInboundAtTwilio: (query: InboundListQuery) => AsyncIterable<InboundReport[]>;
  /** Returns the SIDs among these that are stored. */
  findKnownInbound: (twilioSids: string[]) => Promise<string[]>;
  /** Everything received before `began` is stored now. True if the last read had failed. */
  finishInboundRead: (senderId: string, read: { began: Date; againAfterMs: number }) => Promise<boolean>;
  /** Returns false if the last read failed too. */
  failInboundRead: (senderId: string, failure: { reason: string; againAfterMs: number }) => Promise<boolean>;
  log: Record<'info' | 'warn', (fields: object, message: string) => void>;
};

const leaseMs = 120_000;
const everyMs = 5 * 60_000;
const retryMs = 15_000;
/** Twilio's list may be late, and its filter knows days only. */
const marginMs = 24 * 3_600_000;

/**
 * Reads from Twilio's list what people sent while no webhook was answered, and takes it in like a webhook. Twilio does not
 * repeat inbound webhooks, so a STOP would be lost.
 */
export const catchUpInbound = async (
  deps: Deps,
  signal: AbortSignal,
  onStep: () => void = () => undefined,
): Promise<void> => {
  for (const read of await deps.takeInboundReads(leaseMs)) {
    if (signal.aborted) return;
    await readSender(deps, read);
    onStep();
  }
};

const readSender = async (deps: Deps, read: InboundRead): Promise<void> => {
  const { senderId: sender } = read;
  const began = deps.clock();
  try {
    const missed = await findMissed(deps, read);
    for (const report of missed) await takeInbound(deps, report);
    const recovered = await deps.finishInboundRead(sender, { began, againAfterMs: everyMs });
    if (missed.length > 0 || recovered)
      deps.log.info({ sender, messages: missed.length }, "Inbound messages taken from Twilio's list");
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown error';
    if (await deps.failInboundRead(sender, { reason, againAfterMs: retryMs }))
      deps.log.warn({ sender, reason }, "Could not read inbound messages from Twilio's list; it will be tried again");
  }
};

/** Returns the messages that are not stored, oldest first: a START after a STOP must be taken in after it. */
const findMissed = async (deps: Deps, { channel, address, readUntil, createdAt }: InboundRead) => {
  const since = readUntil ? addMs(readUntil, -marginMs) : createdAt;
  const missed: InboundReport[] = [];
  for await (const page of deps.listInboundAtTwilio({ channel, address, since })) {
    const recent = page.filter(({ receivedAt }) => !receivedAt || receivedAt >= atSecond(since));
    const known = new Set(recent.length ? await deps.findKnownInbound(recent.map(({ twilioSid }) => twilioSid)) : []);
    missed.push(...recent.filter(({ twilioSid }) => !known.has(twilioSid)));
  }
  return missed.toReversed().toSorted((a, b) => timeOf(a) - timeOf(b));
};

const timeOf = ({ receivedAt }: InboundReport): number => receivedAt?.getTime() ?? Number.MAX_SAFE_INTEGER;

/** Twilio's times have whole seconds. */
const atSecond = (at: Date): Date => new Date(Math.floor(at.getTime() / 1_000) * 1_000);
