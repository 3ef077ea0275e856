import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { makeApiMetrics } from '../apps/api/src/metrics.ts';
import { makeWorkerMetrics } from '../apps/worker/src/metrics.ts';
import type { Readings } from '../apps/worker/src/record-metrics.ts';

const read = (file: string) => readFile(new URL(`../${file}`, import.meta.url), 'utf8');

const at = new Date('2026-11-29T12:00:00Z');
const sender = { id: 'store', mps: 80, paused: false, inboundBehindSince: at };
const store = {
  clockOffsetMs: () => 0,
  unreadableValues: new Map([['messages.to_sealed', 1]]),
  connectionCounts: () => ({ statements: { used: 1, idle: 1, waiting: 0 } }),
};
const readings = {
  clock: () => at,
  findSenders: async () => [sender],
  countJobs: async () => ({ waiting: 1, delayed: 0, active: 0 }),
  countUndecided: async () => 0,
  findBalance: async () => ({ amount: '1', currency: 'USD', readAt: at }),
  countWaiting: async () => [{ reason: 'waits_for_twilio_list', messages: 1, since: at }],
  findOpenRestore: async () => undefined,
  findOldestDue: async () => [{ senderId: 'store', transactional: new Date(at.getTime() - 7_000), campaign: null }],
  countUnheard: async () => 3,
  countCampaignStates: async () => [{ status: 'running', reason: '', campaigns: 1 }],
  findUsageCheck: async () => ({ sums: [{ channel: 'sms', counted: '2', billed: '1' }] }),
  measureWebhooks: async () => [{ id: 'w1', status: 'active', pending: 2, oldestAt: null }],
  findSettings: async () => ({ retentionDays: { content: 30, numbers: null } }),
  findOldestKept: async () => at,
  countDeltas: async () => 4,
  findDaySpending: async () => ({ budget: 10, spent: 2, currency: 'USD' }),
} as unknown as Readings;

type Shared = ReturnType<typeof makeApiMetrics> | ReturnType<typeof makeWorkerMetrics>;

const exercise = ({ addStore, observer }: Shared) => {
  addStore(store);
  observer.moved({ channel: 'sms', category: 'utility', status: 'delivered', errorCode: 30_003, seconds: 2 });
  observer.claimed({ lane: 'campaign', seconds: 1 });
  observer.ran({ statement: 'claim-messages', calls: 3, seconds: 0.01 });
};

const exposeAll = async () => {
  const api = makeApiMetrics();
  exercise(api);
  api.answered({ method: 'POST', route: '/v1/messages', status: 202, seconds: 0.01 });
  const worker = makeWorkerMetrics();
  exercise(worker);
  worker.addReadings(readings);
  worker.sent('store', 'submitted', 0.1);
  worker.sliceMissed('store');
  worker.taskStarted('Feed campaigns');
  worker.taskRan('Feed campaigns', 0.1, true);
  return { api: await api.expose(), worker: await worker.expose() };
};

type Shown = { type: string; labels: Set<string> };

/** The families in a text of Prometheus, with their labels. */
const familiesOf = (text: string): Map<string, Shown> => {
  const families = new Map<string, Shown>();
  for (const [, name = '', type = ''] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm))
    families.set(name, { type, labels: new Set() });
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-z_]\w*)\{(.*)\} \S+$/gm)) {
    const family = families.get(name) ?? families.get(name.replace(/_(bucket|sum|count)$/, ''));
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) if (label !== 'le') family?.labels.add(label);
  }
  return families;
};

const isOurs = (name: string) => name.startsWith('recado_');

it('docs/metrics.md has each metric of both processes, with its type and its labels', async () => {
  const { api, worker } = await exposeAll();
  const [ofApi, ofWorker] = [familiesOf(api), familiesOf(worker)];
  const names = [...new Set([...ofApi.keys(), ...ofWorker.keys()])].filter(isOurs).toSorted();
  const shown = names.map((name) => {
    const of = ofApi.has(name) ? ofApi.get(name) : ofWorker.get(name);
    const labels = [...(of?.labels ?? [])].toSorted();
    const process = ofApi.has(name) && ofWorker.has(name) ? 'both' : ofApi.has(name) ? 'API' : 'worker';
    return [name, labels.join(), of?.type, process];
  });
  const rows = [...(await read('docs/metrics.md')).matchAll(/^\| `(recado_\w+)(?:\{(.*?)\})?` \| (\w+) \| (\w+) \|/gm)];
  const documented = rows.map(([, name = '', labels = '', type, process]) => {
    const sorted = labels.split(', ').toSorted();
    return [name, sorted.join(), type, process];
  });
  expect(new Set(documented)).toEqual(new Set(shown));
});

it('docs/operations.md has each maintenance task by the name that an alert shows', async () => {
  const source = await read('apps/worker/src/maintenance/index.ts');
  const tasks = [...source.matchAll(/name: '(.*?)'/g)].map(([, name = '']) => name.toLowerCase().replaceAll(' ', '_'));
  const [, table = ''] = /\n\| task \|.*\n([^]*?)\n\n/.exec(await read('docs/operations.md')) ?? [];
  const rows = table.split('\n').flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`(\w+)`/g)]);
  const documented = rows.map(([, name = '']) => name);
  expect(tasks.length).toBeGreaterThan(30);
  expect(documented.toSorted()).toEqual(tasks.toSorted());
});

const alerts = await read('deploy/helm/recado/files/alerts.yml');
const dashboards = await Promise.all(
  (await readdir(new URL('../deploy/grafana/dashboards', import.meta.url))).map((file) =>
    read(`deploy/grafana/dashboards/${file}`),
  ),
);
type Dashboard = { panels: { title: string; targets: { expr: string }[] }[] };
const queries = dashboards.flatMap((text) =>
  (JSON.parse(text) as Dashboard).panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
);

it('each metric that an alert, a dashboard, the autoscaler or the runbook names exists', async () => {
  const { api, worker } = await exposeAll();
  const lines = `${api}\n${worker}`.matchAll(/^(?:# TYPE )?([a-z_]\w*)/gm);
  const records = alerts.matchAll(/record: (\S+)/g);
  const known = new Set([...lines, ...records].map(([, name]) => name));
  const texts = [
    alerts,
    ...queries,
    await read('deploy/helm/recado/templates/worker.yaml'),
    await read('docs/runbook.md'),
  ];
  const named = texts.flatMap(
    (text) => text.match(/\b(?:recado_|process_|nodejs_|recado:)[a-z0-9_:]*[a-z0-9]\b/g) ?? [],
  );
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

it('each alert has a section in the runbook, and each section an alert', async () => {
  const names = [...alerts.matchAll(/alert: (\w+)/g)].map(([, name = '']) => name);
  const links = [...alerts.matchAll(/runbook: docs\/runbook\.md#(\w+)/g)].map(([, anchor]) => anchor);
  const sections = [...(await read('docs/runbook.md')).matchAll(/^### (Recado\w+)$/gm)].map(([, name]) => name);
  expect(links).toEqual(names.map((name) => name.toLowerCase()));
  expect(new Set(sections)).toEqual(new Set(names));
  expect(sections).toHaveLength(names.length);
});

const promtool = (...options: string[]) => {
  const { status, stdout, stderr } = spawnSync('promtool', options, { encoding: 'utf8' });
  return { status, output: stdout + stderr };
};
const pathOf = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));

describe.skipIf(spawnSync('promtool', ['--version']).error !== undefined)('promtool', () => {
  it('accepts the alerts, and each of them fires in its unit test and ends', async () => {
    const tests = (await read('deploy/prometheus/alerts.test.yml')).split(/^ +- name: (?=Recado)/m).slice(1);
    const ends = tests.map((text) => /exp_alerts:[^]*- \{ eval_time: \w+, alertname: (\w+) \}\n$/.exec(text)?.[1]);
    const tested = tests.map((text) => /^\w+/.exec(text)?.[0]);
    expect(tested).toEqual([...alerts.matchAll(/alert: (\w+)/g)].map(([, name]) => name));
    expect(ends).toEqual(tested);
    expect(promtool('check', 'rules', pathOf('deploy/helm/recado/files/alerts.yml'))).toMatchObject({ status: 0 });
    expect(promtool('test', 'rules', pathOf('deploy/prometheus/alerts.test.yml'))).toMatchObject({ status: 0 });
  });

  it('reads the queries of the dashboards', () => {
    const folder = mkdtempSync(join(tmpdir(), 'recado-queries-'));
    const rules = queries.map((expr, index) => ({
      record: `query${index}`,
      expr: expr.replaceAll('$__rate_interval', '5m'),
    }));
    writeFileSync(join(folder, 'queries.yml'), JSON.stringify({ groups: [{ name: 'queries', rules }] }));
    expect(promtool('check', 'rules', join(folder, 'queries.yml'))).toMatchObject({ status: 0 });
    rmSync(folder, { recursive: true });
  });

  it('accepts the names and the texts of the metrics', async () => {
    const { api, worker } = await exposeAll();
    for (const text of [api, worker]) {
      const { status, stderr, stdout } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
      expect({ status, faults: (stdout + stderr).split('\n').filter((line) => line.startsWith('recado_')) }).toEqual({
        status: expect.any(Number),
        faults: [],
      });
    }
  });
});
