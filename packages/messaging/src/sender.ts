import type { Channel } from '@recado/contract';

/** What Twilio and Meta limit: one address, and how many messages a second it may send. */
export type RecordedSender = {
  id: string;
  channel: Channel;
  /** E.164, a short code, an alphanumeric sender, or the `MG…` SID of a Messaging Service. */
  address: string;
  /** Messages a second. */
  mps: number;
  dailyLimit: number | null;
  paused: boolean;
  pausedReason?: string;
  createdAt: Date;
  updatedAt: Date;
};
