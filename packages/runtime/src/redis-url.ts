export type RedisNode = {
  host: string;
  port: number;
};

/** Credentials and TLS, which every kind of address may contain. */
type Access = {
  tls: boolean;
  username?: string;
  password?: string;
};

export type RedisAddress =
  | (Access & RedisNode & { kind: 'single'; db: number })
  | (Access & { kind: 'cluster'; nodes: RedisNode[] })
  | (Access & { kind: 'sentinel'; sentinels: RedisNode[]; master: string; db: number; sentinelPassword?: string });

/**
 * Reads `redis[s]://[user:password@]host[:port][/db]`, `redis[s]+cluster://[…@]host[:port],…` and
 * `redis[s]+sentinel://[…@]host[:port],…/master[/db][?sentinel_password=…]`; names and passwords are percent-encoded.
 *
 * @returns undefined for anything else.
 */
export const parseRedisUrl = (value: string): RedisAddress | undefined => {
  const found = pattern.exec(value)?.groups;
  if (!found) return undefined;
  const access = readAccess(found);
  const nodes = found['nodes']?.split(',').map((node) => parseNode(node, found['kind'] === 'sentinel' ? 26_379 : 6379));
  const path = found['path']?.slice(1).split('/') ?? [];
  if (!access || !nodes?.every((node) => node !== undefined)) return undefined;
  if (found['kind'] === 'cluster') return path.join('') === '' ? { kind: 'cluster', ...access, nodes } : undefined;
  if (found['kind'] === 'sentinel') return sentinel(access, nodes, path, found['sentinelPassword']);
  return single(access, nodes, path);
};

const pattern =
  /^redis(?<tls>s)?(?:\+(?<kind>cluster|sentinel))?:\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<nodes>[^/?#@]+)(?<path>\/[^?#]*)?(?:\?sentinel_password=(?<sentinelPassword>[^&#]+))?$/;

const single = (access: Access, nodes: RedisNode[], path: string[]): RedisAddress | undefined => {
  const [node, ...others] = nodes;
  const db = parseDb(path);
  if (!node || others.length > 0 || db === undefined) return undefined;
  return { kind: 'single', ...access, ...node, db };
};

const sentinel = (
  access: Access,
  sentinels: RedisNode[],
  [master, ...path]: string[],
  password: string | undefined,
): RedisAddress | undefined => {
  const db = parseDb(path);
  const sentinelPassword = password === undefined ? undefined : decode(password);
  if (!master || db === undefined) return undefined;
  return { kind: 'sentinel', ...access, sentinels, master, db, ...(sentinelPassword && { sentinelPassword }) };
};

const readAccess = (found: Record<string, string | undefined>): Access | undefined => {
  const username = decode(found['user'] ?? '');
  const password = decode(found['password'] ?? '');
  if (username === undefined || password === undefined) return undefined;
  return { tls: found['tls'] === 's', ...(username && { username }), ...(password && { password }) };
};

const parseNode = (text: string, defaultPort: number): RedisNode | undefined => {
  const found = /^(?<host>\[[0-9a-fA-F:]+\]|[^:[\]\s]+)(?::(?<port>\d{1,5}))?$/.exec(text)?.groups;
  const port = Number(found?.['port'] ?? defaultPort);
  if (!found?.['host'] || port < 1 || port > 65_535) return undefined;
  return { host: found['host'].replaceAll(/[[\]]/g, ''), port };
};

const parseDb = ([db = '', ...rest]: string[]): number | undefined =>
  rest.length === 0 && /^\d{0,5}$/.test(db) ? Number(db) : undefined;

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};
