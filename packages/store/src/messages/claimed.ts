import type { Claimed } from '@recado/messaging';
import { contentOfOpened, withDefaults } from '../encryption/sealed-content.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { given } from '../rows/given.ts';
import { contentOf, recipientOf } from '../sealing/place.ts';
import type { RestrictedRow } from './claim-restricted.ts';
import type { ClaimedRow } from './claim-transactional.ts';

type Row = Omit<ClaimedRow, 'ended'> & Partial<Pick<RestrictedRow, 'window_until' | 'defaults'>>;

const templateOf = ({ variables, content_sid: contentSid, body }: Row) =>
  variables ? { template: { ...given({ contentSid, body }), variables } } : {};

/** A message to send, its sealed columns opened. */
export const claimedOfRow = (row: Row, { open }: Sealer): Claimed => {
  const content = contentOfOpened(open(row.content_sealed, contentOf(row.id)), row);
  return {
    id: row.id,
    attempt: row.attempts,
    ...(row.attempts_before > 0 && { attemptsBefore: row.attempts_before }),
    channel: row.channel,
    category: row.category,
    sender: { id: row.sender_id, address: row.address },
    to: open(row.to_sealed, recipientOf(row.id)),
    content: withDefaults(content, row.defaults ?? null, row.variables),
    ...templateOf(row),
    ...given({ validUntil: row.valid_until, windowUntil: row.window_until }),
  };
};
