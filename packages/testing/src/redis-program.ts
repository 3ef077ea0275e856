import { spawnSync } from 'node:child_process';

const names = ['redis-server', 'valkey-server'];

let found: string | undefined;

/** The machine's own server, Redis or Valkey; undefined where there is neither. */
export function redisProgram(): string | undefined {
  found ??= names.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
  return found;
}
