import type { Channel } from '@recado/contract';
import type { Throttle } from '../rate-in-force.ts';

export type Interruption = { until: Date; reason: string };

/** What Twilio and Meta limit: one address, and how many messages a second it may send. */
export type RecordedSender = {
  id: string;
  channel: Channel;
  /** E.164, a short code, an alphanumeric sender, or the `MG…` SID of a Messaging Service. */
  address: string;
  /** Messages a second, segments a second for SMS. */
  mps: number;
  dailyLimit: number | null;
  /** People reached in the last 24 hours, if there is a limit and it was asked for. */
  reached?: number;
  paused: boolean;
  pausedReason?: string;
  /** The last sign that it was too fast. See rateInForce. */
  throttle?: Throttle;
  /** Twilio takes nothing of it until then. */
  rest?: Interruption;
  /** A worker does not reach Twilio, and tries again then. */
  outage?: Interruption;
  createdAt: Date;
  updatedAt: Date;
};
