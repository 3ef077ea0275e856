import type { SendingWindow } from '@recado/contract';
import { defaultMarketingWindow } from '@recado/messaging';
import type { Pool } from 'pg';

type Row = { value: SendingWindow | null; timezone: string | null };

/** `people` are for `index_of`. The hours in which marketing that names none may be sent to these people, in the zone that was put for each, if one was. */
export const findMarketingWindows = async (pool: Pool, people: readonly Buffer[]): Promise<SendingWindow[]> => {
  const { rows } = await pool.query<Row>(
    `select (select value from settings where name = 'quiet_hours') as value, contacts.timezone
    from unnest($1::bytea[]) with ordinality as requested (person, place)
    left join contacts on contacts.to_index = index_of(requested.person)
    order by place`,
    [people],
  );
  return rows.map(windowOfRow);
};

const windowOfRow = ({ value, timezone }: Row): SendingWindow => {
  const window = value ?? defaultMarketingWindow;
  return timezone !== null && window.timezone === 'recipient' ? { ...window, timezone } : window;
};

export const findMarketingWindow = async (pool: Pool, person: Buffer): Promise<SendingWindow> => {
  const [window = defaultMarketingWindow] = await findMarketingWindows(pool, [person]);
  return window;
};
