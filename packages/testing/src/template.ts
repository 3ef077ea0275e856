import { onServer, urlOf } from './server-client.ts';

/**
 * Makes a database to clone, once a run: the first caller of any test process migrates it while the others wait.
 *
 * @param migrate gets the address of an empty database, and must have closed its connections when it resolves.
 * @returns the template's name, for `createTestDatabase({ template })`.
 */
export async function createTemplate(name: string, migrate: (url: string) => Promise<void>): Promise<string> {
  const template = `template_${name.replaceAll(/\W/g, '_').toLowerCase()}`;
  const half = `${template}_half`;
  return onServer(async (client) => {
    // The session holds the lock: it goes with the connection, also when this process dies.
    await client.query('select pg_advisory_lock(hashtext($1))', [template]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount === 1) return template;
    await client.query(`drop database if exists "${half}" with (force)`);
    await client.query(`create database "${half}"`);
    await migrate(urlOf(half));
    await client.query(`alter database "${half}" rename to "${template}"`);
    await client.query(`alter database "${template}" with allow_connections false`);
    return template;
  });
}
