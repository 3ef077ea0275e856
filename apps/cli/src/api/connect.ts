import { loadConfig } from '@recado/runtime';
import { SendEnv } from '../config.ts';
import { findApi } from '../data-folder/find-running.ts';
import { makeApiClient, type ApiClient } from './client.ts';

/** The API that the environment names, or else the one of `recado up`. */
export const connect = async (): Promise<ApiClient> => {
  const { RECADO_URL: url, RECADO_API_KEY: apiKey, RECADO_DATA_DIR: folder } = loadConfig(SendEnv);
  const given = { ...(url !== undefined && { url }), ...(apiKey !== undefined && { apiKey }) };
  return makeApiClient(await findApi(given, folder));
};
