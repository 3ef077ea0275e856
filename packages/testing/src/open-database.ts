import { Client } from 'pg';

/** A connection to a suite's database, for what no program of ours asks of it. */
export async function openDatabase(url: string): Promise<Client & AsyncDisposable> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined); // The statement that was running rejects as well.
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}
