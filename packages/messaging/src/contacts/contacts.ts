import type { Channel, Status } from '@recado/contract';
import type { ConsentProof } from '../consent/consent.ts';
import type { RecordedInbound } from '../inbound/inbound.ts';
import type { Content, RecordedEvent, RecordedMessage } from '../messages/message.ts';
import type { OptOut } from './opt-outs.ts';

/** What holds for marketing to a person: what was said last. */
export type ConsentState = { channel: Channel; granted: boolean; at: Date };

/** What the record has of a person, in short. */
export type ContactSummary = {
  timezone?: string;
  language?: string;
  messages: { channel: Channel; status: Status; count: number }[];
  firstMessageAt?: Date;
  lastMessageAt?: Date;
  inbound: number;
  /** Audiences that the person is in. */
  campaigns: number;
  consents: ConsentState[];
  optOuts: OptOut[];
};

/** An audience that a person is in, with what its file said. */
export type Membership = { campaignId: string; name: string; line: number; keptBack?: string; content?: Content };

/** A message with what it says, unless that was erased, and all that happened to it. */
export type ToldMessage = { message: RecordedMessage; content?: Content; events: RecordedEvent[] };

/** All that the record has of a person. What may be much comes in pages. */
export type ContactExport = ContactSummary & {
  proof: ConsentProof;
  memberships: AsyncIterable<Membership[]>;
  inboundMessages: AsyncIterable<RecordedInbound[]>;
  sentMessages: AsyncIterable<ToldMessage[]>;
};

/** How much an erasure found. */
export type Erased = { messages: number; campaigns: number; inbound: number; consents: number };
