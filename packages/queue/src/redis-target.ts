type Address = { host: string; port: number };

type Access = { username?: string; password?: string; tls?: boolean };

/** Which Redis, as REDIS_URL says it. A cluster has one database, number 0. */
export type RedisTarget =
  | ({ kind: 'single'; db?: number } & Address & Access)
  | ({ kind: 'sentinel'; sentinels: Address[]; master: string; db?: number; sentinelPassword?: string } & Access)
  | ({ kind: 'cluster'; nodes: Address[] } & Access);
