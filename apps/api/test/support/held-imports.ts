import { openDatabase } from '@recado/testing';
import type { RunningApi } from './running-api.ts';

/** Holds all imports before their first row is written, until `act` is done. */
export const holdImports = async (databaseUrl: string, act: () => Promise<void>): Promise<void> => {
  await using client = await openDatabase(databaseUrl);
  await client.query('begin; lock table recipients in share mode');
  await act();
};

/** A launch of a draft without people changes nothing, and is told of an import. */
export const isImporting = async ({ call }: Pick<RunningApi, 'call'>, id: string): Promise<boolean> => {
  const { body } = await call('POST', `/v1/campaigns/${id}/launch`, { body: {} });
  return JSON.stringify(body).includes('being imported');
};
