import type { Enqueueing } from '@recado/messaging';

type Row = { id: string; sender_id: string; campaign_id: string | null; segments: number | null };

/** What the queue has to know of an accepted message. */
export const enqueueingOfRow = (row: Row): Enqueueing => ({
  messageId: row.id,
  senderId: row.sender_id,
  ...(row.segments !== null && { segments: row.segments }),
  ...(row.campaign_id !== null && { lane: 'campaign' }),
});
