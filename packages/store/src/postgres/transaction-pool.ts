import { setTimeout as wait } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { roleSettings } from './pool.ts';

type Pools = { pool: Pool; bulkPool: Pool; isAllowed: boolean };

/**
 * Looks once whether the connections lead through a pooler that lends them for one transaction each, as PgBouncer does
 * in its transaction mode. If so, and if that is allowed, statements go out without names, and the role gets the
 * settings that a session could not keep. Throws with the code `transaction_pool` where it is not allowed.
 */
export const makeConnectionCheck = ({ pool, bulkPool, isAllowed }: Pools): (() => Promise<void>) => {
  let isChecked = false;
  return async () => {
    if (isChecked) return;
    if (await isTransactionPool(pool, bulkPool)) {
      if (!isAllowed) throw notAllowed();
      forgetNames(pool);
      await settleRole(pool);
    }
    isChecked = true;
  };
};

const looks = 5;

/** Detects the pool: two clients of such a pooler are served by one backend, or one client by two when another holds a transaction. */
const isTransactionPool = async (pool: Pool, bulkPool: Pool): Promise<boolean> => {
  const [one, other] = await Promise.all([pool.connect(), bulkPool.connect()]);
  try {
    for (let look = 0; look < looks; look += 1) {
      if (await sharesBackends(one, other)) return true;
      await wait(10);
    }
    return false;
  } finally {
    one.release();
    other.release();
  }
};

const sharesBackends = async (one: PoolClient, other: PoolClient): Promise<boolean> => {
  const before = await backendOf(one);
  await other.query('begin');
  try {
    const [held, after] = [await backendOf(other), await backendOf(one)];
    return held === before || before !== after;
  } finally {
    await other.query('rollback');
  }
};

const backendOf = async (client: PoolClient): Promise<number | undefined> => {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid;
};

/** A named statement stays with the backend that parsed it, which the next transaction need not get. */
const forgetNames = (pool: Pool): void => {
  const query = pool.query.bind(pool) as (...args: unknown[]) => unknown;
  const nameless = (first: unknown, ...others: unknown[]) =>
    query(typeof first === 'object' && first !== null ? { ...first, name: undefined } : first, ...others);
  Object.assign(pool, { query: nameless });
};

/** A role may change its own defaults. They count for each connection that the pooler opens from then on. */
const settleRole = async (pool: Pool): Promise<void> => {
  const { rows } = await pool.query<{ name: string; role: string; database: string }>(
    `select wanted.name, quote_ident(current_user) as role, quote_ident(current_database()) as database
    from unnest($1::text[], $2::text[]) as wanted (name, value)
    where not exists (
      select from pg_db_role_setting, unnest(setconfig) as has (setting)
      where setrole = current_user::regrole
        and setdatabase = (select oid from pg_database where datname = current_database())
        and lower(has.setting) = lower(wanted.name || '=' || wanted.value)
    )`,
    [Object.keys(roleSettings), Object.values(roleSettings).map(String)],
  );
  for (const { name, role, database } of rows)
    await pool.query(`alter role ${role} in database ${database} set ${name} = '${roleSettings[name]}'`);
};

const notAllowed = () =>
  Object.assign(
    new Error(
      'Set MIGRATE_DATABASE_URL to a direct connection and REDIS_URL to a Redis, or set pool_mode = session in the pooler',
    ),
    { code: 'transaction_pool' },
  );
