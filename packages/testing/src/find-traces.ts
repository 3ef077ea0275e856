import { Redis } from 'ioredis';
import { openDatabase } from './postgres/test-database.ts';

type Stores = { databaseUrl: string; redisUrl?: string | undefined };

/** Describes the place of a match: a table such as `public.messages`, or a Redis key. */
type Trace = { of: string; in: string };

/** Searches every column of every table, and every Redis key and value, for texts and bytes. Each has a name. */
export const findTraces = async (
  { databaseUrl, redisUrl }: Stores,
  needles: Record<string, string | Buffer>,
): Promise<Trace[]> => {
  const forms = Object.entries(needles).map(([name, needle]): [string, string[]] => [name, formsOf(needle)]);
  return [
    ...(await searchTables(databaseUrl, forms)),
    ...(redisUrl === undefined ? [] : await searchRedis(redisUrl, forms)),
  ];
};

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Bytes are hexadecimal in the text form of a row, so a text may also appear in hexadecimal. */
const formsOf = (needle: string | Buffer): string[] =>
  typeof needle === 'string' ? [needle.toLowerCase(), Buffer.from(needle).toString('hex')] : [needle.toString('hex')];

const searchTables = async (databaseUrl: string, needles: [string, string[]][]): Promise<Trace[]> => {
  await using client = await openDatabase(databaseUrl);
  const { rows: tables } = await client.query<{ name: string }>(`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`);
  const traces: Trace[] = [];
  for (const { name } of tables)
    for (const [of, forms] of needles) {
      const found = forms.map((form) => `strpos(lower(row::text), ${literal(form)}) > 0`).join(' or ');
      const { rows } = await client.query(`select from ${name} as row where ${found} limit 1`);
      if (rows.length) traces.push({ of, in: name });
    }
  return traces;
};

const readValue = async (redis: Redis, key: string): Promise<unknown> => {
  switch (await redis.type(key)) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, '0', '-1');
    case 'stream':
      return redis.xrange(key, '-', '+');
    default:
      return '';
  }
};

const searchRedis = async (redisUrl: string, needles: [string, string[]][]): Promise<Trace[]> => {
  const redis = new Redis(redisUrl);
  try {
    const traces: Trace[] = [];
    for (const key of await redis.keys('*')) {
      const text = `${key} ${JSON.stringify(await readValue(redis, key))}`.toLowerCase();
      for (const [of, forms] of needles)
        if (forms.some((form) => text.includes(form))) traces.push({ of, in: `redis ${key}` });
    }
    return traces;
  } finally {
    redis.disconnect();
  }
};
