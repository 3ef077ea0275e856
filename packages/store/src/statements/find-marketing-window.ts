import type { SendingWindow } from '@recado/contract';
import { defaultMarketingWindow } from '@recado/messaging';
import type { Pool } from 'pg';

/** The hours in which marketing may be sent that names none. */
export const findMarketingWindow = async (pool: Pool): Promise<SendingWindow> => {
  const { rows } = await pool.query<{ value: SendingWindow }>(`select value from settings where name = 'quiet_hours'`);
  return rows[0]?.value ?? defaultMarketingWindow;
};
