import type { Kept, TwilioErasure } from '@recado/messaging';
import type { Generated } from 'kysely';

/** How far a kind has come in a campaign's audience, or among the messages of none. */
export type RetentionWalksTable = {
  kind: Kept;
  /** All zeros: messages of no campaign; all ones: people to whom marketing went. */
  campaign_id: Generated<string>;
  zone_set: Generated<number>;
  slot: Generated<number>;
  after: Generated<string>;
  is_done: Generated<boolean>;
  ended_at: Date | null;
};

/** Messages that a walk passed by before they had ended. */
export type RetentionLeftTable = { kind: Kept; message_id: string; look_at: Date };

/** What Twilio has to let go of, too. */
export type TwilioErasuresTable = {
  twilio_sid: string;
  way: TwilioErasure['way'];
  attempts: Generated<number>;
  due_at: Date;
};

export type RetentionSchema = {
  retention_walks: RetentionWalksTable;
  retention_left: RetentionLeftTable;
  twilio_erasures: TwilioErasuresTable;
};
