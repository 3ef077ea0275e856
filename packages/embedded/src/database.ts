import { Client } from 'pg';
import { role } from './cluster.ts';

/** Makes the database that the server is for unless it is there, and gives its address. */
export async function ensureDatabase(port: number, password: string): Promise<string> {
  const at = (database: string) => `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  const client = new Client({ connectionString: at('postgres') });
  client.on('error', () => undefined); // The statement that was running rejects as well.
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [role]);
    if (rowCount === 0) await client.query(`create database ${role}`);
  } finally {
    await client.end();
  }
  return at(role);
}
