import { nextOpeningFor } from '@recado/messaging';
import type { Pool } from 'pg';
import { findMarketingWindows } from '../contacts/marketing-window.ts';
import { indexOfPerson, type BlindIndex } from '../encryption/blind-index.ts';
import type { Sealer } from '../encryption/sealer.ts';
import { recipientOf } from '../sealing/place.ts';
import { postponeMessages } from '../statements/postpone-messages.ts';
import type { RestrictedRow } from './claim-restricted.ts';

type Deps = { pool: Pool; sealer: Sealer; indexOf: BlindIndex };
type Closed = Pick<RestrictedRow, 'id' | 'to_sealed' | 'until'>;

const dayMs = 24 * 3_600_000;

/**
 * Lets marketing whose hours are over wait for the next ones in its person's zones, and gives when that is, by the ids of
 * the messages. Where there are none, it is looked at again in a day: somebody may change the hours.
 */
export const makePostpone =
  ({ pool, sealer, indexOf }: Deps) =>
  async (closed: readonly Closed[]): Promise<Map<string, Date>> => {
    if (!closed.length) return new Map();
    const people = closed.map(({ id, to_sealed: sealed }) => sealer.open(sealed, recipientOf(id)));
    const windows = await findMarketingWindows(
      pool,
      people.map((to) => indexOfPerson(to, indexOf)),
    );
    const items = closed.map(({ id, until: now }, at) => {
      const [to, window] = [people[at], windows[at]];
      const opening = to === undefined || window === undefined ? undefined : nextOpeningFor(to, window, now);
      const later = new Date(now.getTime() + dayMs);
      return { id, due_at: opening?.from ?? later, window_until: opening?.until ?? later };
    });
    await postponeMessages(pool, items);
    return new Map(items.map(({ id, due_at: dueAt }) => [id, dueAt]));
  };

export type Postpone = ReturnType<typeof makePostpone>;
