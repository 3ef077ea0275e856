import { expect, it } from 'vitest';
import { makeCounter, makeGauge, makeHistogram, makeMetrics } from './metrics.ts';

const linesOf = async (expose: () => Promise<string>, name: string): Promise<string[]> =>
  (await expose()).split('\n').filter((line) => line.replace(/^# \w+ /, '').startsWith(name));

it('shows a counter by its labels, in the format of Prometheus', async () => {
  const counter = makeCounter('sends_total', 'Requests to Twilio.');
  const expose = makeMetrics([counter]);
  expect(await linesOf(expose, 'sends_total')).toEqual([
    '# HELP sends_total Requests to Twilio.',
    '# TYPE sends_total counter',
    'sends_total 0',
  ]);
  counter.add({ sender: 'store', outcome: 'submitted' });
  counter.add({ sender: 'store', outcome: 'submitted' }, 2);
  counter.add({ sender: 'a "b"\\\n', outcome: 'rejected' });
  expect((await linesOf(expose, 'sends_total')).slice(2)).toEqual([
    'sends_total{sender="store",outcome="submitted"} 3',
    String.raw`sends_total{sender="a \"b\"\\\n",outcome="rejected"} 1`,
  ]);
});

it('shows a histogram with cumulative buckets', async () => {
  const histogram = makeHistogram('wait_seconds', 'How long it took.', [0.1, 0.5]);
  for (const value of [0.05, 0.1, 0.25, 4]) histogram.observe(value);
  expect((await linesOf(makeMetrics([histogram]), 'wait_seconds')).slice(1)).toEqual([
    '# TYPE wait_seconds histogram',
    'wait_seconds_bucket{le="0.1"} 2',
    'wait_seconds_bucket{le="0.5"} 3',
    'wait_seconds_bucket{le="+Inf"} 4',
    'wait_seconds_sum 4.4',
    'wait_seconds_count 4',
  ]);
});

it('reads a gauge at each scrape, and omits one that cannot be read', async () => {
  let depth = 1;
  const expose = makeMetrics([
    makeGauge('queue_jobs', 'Jobs.', () => [{ labels: { state: 'waiting' }, value: depth }]),
    makeGauge('lost_jobs', 'Jobs.', () => Promise.reject(new Error('away'))),
  ]);
  depth = 7;
  expect(await linesOf(expose, 'queue_jobs')).toContain('queue_jobs{state="waiting"} 7');
  expect(await linesOf(expose, 'lost_jobs')).toEqual(['# HELP lost_jobs Jobs.', '# TYPE lost_jobs gauge']);
});

it('reports the process itself', async () => {
  const text = await makeMetrics([])();
  for (const name of [
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'nodejs_eventloop_busy_seconds_total',
  ])
    expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
  expect(text.endsWith('\n')).toBe(true);
});
