import { randomBytes } from 'node:crypto';
import { openDatabase, startProcess } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmation, environment, makeDatabase, request, serveApiOn } from './support/running-api.ts';

let database: Awaited<ReturnType<typeof makeDatabase>>;
let owner: Awaited<ReturnType<typeof openDatabase>>;
const roles: string[] = [];
beforeAll(async () => {
  database = await makeDatabase();
  owner = await openDatabase(database.url);
});
afterAll(async () => {
  for (const role of roles) await owner.query(`drop owned by ${role}; drop role ${role}`);
  await owner.end();
  await database[Symbol.asyncDispose]();
});

/** A role of its own that may do what the statements grant; `$role` stands for its name. */
const makeRole = async (...grants: string[]) => {
  const role = `r_${randomBytes(6).toString('hex')}`;
  roles.push(role);
  await owner.query(`create role ${role} login password 'first'`);
  for (const grant of grants) await owner.query(grant.replaceAll('$role', role));
  const url = new URL(database.url);
  url.username = role;
  url.password = 'first';
  return { role, url: url.href };
};

const useOfTables = [
  'grant usage on schema public to $role',
  'grant select, insert, update, delete on all tables in schema public to $role',
];
const useOfQueue = [
  'grant usage on schema recado_queue to $role',
  'grant select, insert, update, delete on all tables in schema recado_queue to $role',
  'grant usage on all sequences in schema recado_queue to $role',
];

const endOf = async (databaseUrl: string) => {
  await using api = startProcess('apps/api/src/main.ts', environment(databaseUrl));
  const { code } = await api.ended;
  const lines = api.output
    .text()
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('{'));
  return { code, lines };
};

describe('a role', () => {
  it('that may read and write the tables is enough for the API on a migrated database', async () => {
    const { url } = await makeRole(...useOfTables, ...useOfQueue);
    await using api = await serveApiOn(url);
    expect(await api.call('POST', '/v1/messages', { body: confirmation })).toMatchObject({ status: 202 });
    expect((await request(`${api.url}/readyz`, 'GET')).status).toBe(200);
  });

  it('without rights on the tables ends the start with the GRANT to run', async () => {
    const { role, url } = await makeRole('grant select on recado_migrations to $role');
    const { code, lines } = await endOf(url);
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(
        `^DATABASE_URL: expected a role with the rights it needs, .* GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}\\.$`,
      ),
    ]);
    await owner.query([...useOfTables, ...useOfQueue].join('; ').replaceAll('$role', role));
    await using api = await serveApiOn(url);
    expect((await api.call('GET', '/v1/messages')).status).toBe(200);
  });

  it('without rights on the queue ends the start with the GRANT to run, and needs them only there', async () => {
    const { role, url } = await makeRole(...useOfTables);
    const { code, lines } = await endOf(url);
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(
        `^DATABASE_URL: .*GRANT USAGE ON SCHEMA recado_queue TO ${role}; .* ON ALL TABLES IN SCHEMA recado_queue TO ${role}; GRANT USAGE ON ALL SEQUENCES IN SCHEMA recado_queue TO ${role}\\.$`,
      ),
    ]);
  });

  it('whose password PostgreSQL refuses ends the start with one line', async () => {
    const { url } = await makeRole();
    const { code, lines } = await endOf(url.replace(':first@', ':second@'));
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/^DATABASE_URL: expected a role and its password/)]);
  });

  it('whose password changes under a running API makes it answer 503 with Retry-After, until it is right again', async () => {
    const { role, url } = await makeRole(...useOfTables, ...useOfQueue);
    await using api = await serveApiOn(url);
    const terminate = () =>
      owner.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [role]);
    await owner.query(`alter role ${role} password 'second'`);
    await terminate();
    const refused = await api.call('GET', '/v1/messages');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await request(`${api.url}/readyz`, 'GET')).status).toBe(503);
    await owner.query(`alter role ${role} password 'first'`);
    await expect.poll(async () => (await api.call('GET', '/v1/messages')).status).toBe(200);
  });
});

describe('on an empty database', () => {
  it('a role that may not create tables ends the start with the GRANT to run', async () => {
    const { role, url } = await makeRole();
    const name = `empty_${role}`;
    await owner.query(`create database ${name}`);
    const place = new URL(url);
    place.pathname = `/${name}`;
    try {
      const { code, lines } = await endOf(place.href);
      expect(code).toBe(1);
      expect(lines).toEqual([
        expect.stringMatching(
          `^DATABASE_URL: .*permission denied for schema public\\. Run as the owner: GRANT CREATE, USAGE ON SCHEMA public TO ${role};`,
        ),
      ]);
    } finally {
      await owner.query(`drop database ${name} with (force)`);
    }
  });
});
