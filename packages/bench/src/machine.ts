import { arch, cpus, platform, release, totalmem } from 'node:os';
import { Client } from 'pg';
import type { Lab } from './lab/lab.ts';

/** Describes the machine of the measurement. */
export type Machine = {
  cpu: string;
  cores: number;
  memoryGiB: number;
  system: string;
  node: string;
  postgresql: string;
  redis: string;
};

export const describeMachine = async (lab: Lab): Promise<Machine> => ({
  cpu: cpus()[0]?.model ?? '',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 1024 ** 3),
  system: `${platform()} ${release()} ${arch()}`,
  node: process.versions.node,
  postgresql: await postgresqlVersion(lab),
  redis: await redisVersion(lab),
});

const postgresqlVersion = async (lab: Lab): Promise<string> => {
  const { databaseUrl } = await lab.freshStores();
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return rows[0]?.server_version ?? '';
  } finally {
    await client.end();
  }
};

const redisVersion = async ({ redis: { client } }: Lab): Promise<string> =>
  /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? '';
