import { readFile } from 'node:fs/promises';
import { skipsPrometheus, startPrometheus } from '@recado/testing';
import getPort from 'get-port';
import { describe, expect, it } from 'vitest';
import { acceptMany, expectAllDeliveredOnce } from './support/crowd.ts';
import { startSystem } from './support/system.ts';

const read = (file: string) => readFile(new URL(`../../../${file}`, import.meta.url), 'utf8');
/** These tell of things that this system lacks: campaigns, budgets, webhooks, retention and several kinds of trouble. */
const withoutSubject =
  /^recado_(campaigns|budget_|spend_|webhook_\w*pending|retention_|unresolved_|usage_drift_|unreadable_)/;

/** The alerts as they are shipped, but they fire after five seconds. */
const hasty = (rules: string) => rules.replaceAll(/for: \d+[mh]/g, 'for: 5s');

describe.skipIf(skipsPrometheus)('Prometheus, with the shipped alerts', () => {
  it('fires when the workers are stopped, clears when one is back, and scrapes each metric that the docs name', async () => {
    const ports = { api: await getPort(), worker: await getPort() };
    await using system = await startSystem('redis', { SIMULATOR_READ_SHARE: '0' }, { METRICS_PORT: String(ports.api) });
    const startWorker = () => system.startWorker({ METRICS_PORT: String(ports.worker) });
    const [worker, other] = await Promise.all([startWorker(), system.startWorker({ METRICS_PORT: '0' })]);
    await using prometheus = await startPrometheus(
      [`127.0.0.1:${ports.api}`, `127.0.0.1:${ports.worker}`],
      hasty(await read('deploy/helm/recado/files/alerts.yml')),
    );
    await expectAllDeliveredOnce(system, await acceptMany(system, 50));

    const rows = (await read('docs/metrics.md')).matchAll(/^\| `(recado_\w+)/gm);
    const documented = Array.from(rows, ([, name = '']) => name);
    expect(documented.length).toBeGreaterThan(30);
    const isScraped = (names: string[]) => (name: string) =>
      ['', '_bucket', '_total'].some((suffix) => names.includes(name + suffix));
    const findMissing = async () => {
      const names = await prometheus.findMetricNames();
      return documented.filter((name) => !isScraped(names)(name) && !withoutSubject.test(name));
    };
    await expect.poll(findMissing, { interval: 250 }).toEqual([]);
    await expect.poll(prometheus.findFiring, { interval: 250 }).not.toContain('RecadoNoWorker');

    await Promise.all([worker.kill('SIGTERM'), other.kill('SIGTERM')]);
    await expect.poll(prometheus.findFiring, { interval: 250 }).toContain('RecadoNoWorker');
    await startWorker();
    await expect.poll(prometheus.findFiring, { interval: 250 }).not.toContain('RecadoNoWorker');
  });
});
