import { Client } from 'pg';
import { inject } from './provided.ts';

/** Runs statements as the server's superuser, outside any suite's database. */
export async function onServer<T>(act: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: inject('postgresUrl') });
  client.on('error', () => undefined); // The statement that was running rejects as well.
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}

/** The address of another database on the same server. */
export function urlOf(database: string): string {
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${database}`;
  return url.href;
}
