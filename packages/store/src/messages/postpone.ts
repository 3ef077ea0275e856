import { nextOpeningFor } from '@recado/messaging';
import type { Pool } from 'pg';
import { recipientOf } from '../sealing/place.ts';
import type { Sealer } from '../sealing/sealer.ts';
import type { RestrictedRow } from '../statements/claim-restricted.ts';
import { findMarketingWindow } from '../statements/find-marketing-window.ts';
import { postponeMessages } from '../statements/postpone-messages.ts';

type Deps = { pool: Pool; sealer: Sealer };
type Closed = Pick<RestrictedRow, 'id' | 'to_sealed' | 'until'>;

const dayMs = 24 * 3_600_000;

/**
 * Lets marketing whose hours are over wait for the next ones in its person's zones, and gives when that is, by the ids of
 * the messages. Where there are none, it is looked at again in a day: somebody may change the hours.
 */
export const makePostpone =
  ({ pool, sealer }: Deps) =>
  async (closed: readonly Closed[]): Promise<Map<string, Date>> => {
    if (!closed.length) return new Map();
    const window = await findMarketingWindow(pool);
    const items = closed.map(({ id, to_sealed: sealed, until: now }) => {
      const opening = nextOpeningFor(sealer.open(sealed, recipientOf(id)), window, now);
      const later = new Date(now.getTime() + dayMs);
      return { id, due_at: opening?.from ?? later, window_until: opening?.until ?? later };
    });
    await postponeMessages(pool, items);
    return new Map(items.map(({ id, due_at: dueAt }) => [id, dueAt]));
  };

export type Postpone = ReturnType<typeof makePostpone>;
