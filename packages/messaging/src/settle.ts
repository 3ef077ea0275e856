import type { Status } from '@recado/contract';
import { sourcesOf } from './status.ts';

/** What a status callback says, in our words. */
export type StatusReport = {
  messageId: string;
  twilioSid: string;
  status: Extract<Status, 'sent' | 'delivered' | 'read' | 'undelivered' | 'failed' | 'canceled'>;
  /** Twilio's own word for it. */
  twilioStatus: string;
  errorCode?: number;
  errorMessage?: string;
  /** The carrier's own time, the channel's message and the like, for whoever looks into it. */
  detail?: string;
};

export type Settlement = StatusReport & { at: Date; from: Status[] };

export type Settled = 'moved' | 'kept' | 'unknown-message';

type Deps = {
  clock: () => Date;
  /** Keeps the report as an event, once, and moves the message if its status is one of `from`. Resolves after the commit. */
  settleMessage: (settlement: Settlement) => Promise<Settled>;
};

/** Takes in a status report. The same report twice leaves the same record as once; a late one moves nothing back. */
export const settle = (deps: Deps, report: StatusReport): Promise<Settled> =>
  deps.settleMessage({ ...report, at: deps.clock(), from: sourcesOf(report.status) });
