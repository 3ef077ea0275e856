import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
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
