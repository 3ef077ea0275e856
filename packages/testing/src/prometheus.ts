import { spawnSync } from 'node:child_process';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import getPort from 'get-port';
import { isCI } from 'std-env';
import { lendUser, spawnGuarded } from './guarded-process.ts';

/** In CI a missing Prometheus fails the tests that need it. Elsewhere they are skipped. */
export const skipsPrometheus: boolean = !isCI && spawnSync('prometheus', ['--version']).error !== undefined;

export type Prometheus = AsyncDisposable & {
  /** The names of the alerts that fire. */
  findFiring: () => Promise<string[]>;
  /** The names of all metrics that were scraped or recorded. */
  findMetricNames: () => Promise<string[]>;
};

/** Starts a Prometheus that scrapes `targets` (`host:port`) and evaluates `rules` (a rule file's text) each second. */
export const startPrometheus = async (targets: string[], rules: string): Promise<Prometheus> => {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'recado-test-prometheus-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const user = lendUser();
  if (user) await chown(folder, user.uid, user.gid);
  await writeFile(join(folder, 'alerts.yml'), rules, { mode: 0o644 });
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: ['alerts.yml'],
    scrape_configs: [{ job_name: 'recado', static_configs: [{ targets }] }],
  };
  // JSON is YAML.
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config), { mode: 0o644 });
  const address = `127.0.0.1:${await getPort()}`;
  const options = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
  ];
  const server = spawnGuarded(['prometheus', ...options], user);
  let output = '';
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (text: Buffer) => (output += String(text)));
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  stack.defer(async () => {
    server.kill('SIGKILL');
    await ended;
  });
  const isReady = () =>
    fetch(`http://${address}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (server.exitCode !== null) throw new Error(`Prometheus ended with ${server.exitCode}:\n${output}`);
    await sleep(50);
  }
  const running = stack.move();
  const read = async (path: string): Promise<unknown> => {
    const response = await fetch(`http://${address}/api/v1/${path}`);
    const { data } = (await response.json()) as { data: unknown };
    return data;
  };
  return {
    findFiring: async () => {
      const { alerts } = (await read('alerts')) as { alerts: { state: string; labels: { alertname: string } }[] };
      return alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname);
    },
    findMetricNames: async () => (await read('label/__name__/values')) as string[],
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
};
