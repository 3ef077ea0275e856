import { expect, it } from 'vitest';
import { makeMetrics, shareReading, type Metrics } from './metrics.ts';

const linesOf = async ({ expose }: Metrics, name: string): Promise<string[]> =>
  (await expose()).split('\n').filter((line) => line.replace(/^# \w+ /, '').startsWith(name));

it('shows a counter by its labels, and 0 for labels that had no event yet', async () => {
  const metrics = makeMetrics();
  const counter = metrics.makeCounter({
    name: 'sends_total',
    help: 'Requests to Twilio.',
    labels: ['sender', 'outcome'],
    starts: [{ sender: 'store', outcome: 'unknown' }],
  });
  counter.inc({ sender: 'store', outcome: 'submitted' });
  counter.inc({ sender: 'store', outcome: 'submitted' }, 2);
  counter.inc({ sender: 'a "b"\\\n', outcome: 'rejected' });
  expect(await linesOf(metrics, 'sends_total')).toEqual([
    '# HELP sends_total Requests to Twilio.',
    '# TYPE sends_total counter',
    'sends_total{sender="store",outcome="unknown"} 0',
    'sends_total{sender="store",outcome="submitted"} 3',
    String.raw`sends_total{sender="a \"b\"\\\n",outcome="rejected"} 1`,
  ]);
});

it('shows a histogram with cumulative buckets', async () => {
  const metrics = makeMetrics();
  const histogram = metrics.makeHistogram({ name: 'wait_seconds', help: 'How long it took.', buckets: [0.1, 0.5] });
  for (const value of [0.05, 0.1, 0.25, 4]) histogram.observe(value);
  expect((await linesOf(metrics, 'wait_seconds')).slice(1)).toEqual([
    '# TYPE wait_seconds histogram',
    'wait_seconds_bucket{le="0.1"} 2',
    'wait_seconds_bucket{le="0.5"} 3',
    'wait_seconds_bucket{le="+Inf"} 4',
    'wait_seconds_sum 4.4',
    'wait_seconds_count 4',
  ]);
});

it('reads a gauge at each scrape, and omits and counts one that cannot be read', async () => {
  const metrics = makeMetrics();
  let senders = ['store', 'texts'];
  metrics.makeGauge({ name: 'queue_jobs', help: 'Jobs.', labels: ['sender'] }, () =>
    senders.map((sender) => ({ labels: { sender }, value: 7 })),
  );
  metrics.makeGauge({ name: 'lost_jobs', help: 'Jobs.' }, () => Promise.reject(new Error('away')));
  metrics.makeGauge({ name: 'unknown_jobs', help: 'Jobs.' }, () => []);
  await metrics.expose();
  senders = ['store'];
  expect((await linesOf(metrics, 'queue_jobs')).slice(2)).toEqual(['queue_jobs{sender="store"} 7']);
  expect(await linesOf(metrics, 'lost_jobs')).toEqual(['# HELP lost_jobs Jobs.', '# TYPE lost_jobs gauge']);
  expect(await linesOf(metrics, 'unknown_jobs')).toEqual(['# HELP unknown_jobs Jobs.', '# TYPE unknown_jobs gauge']);
  const failures = (await linesOf(metrics, 'recado_scrape_failures_total')).join();
  expect(failures).toMatch(/\{family="lost_jobs"\} [1-9]/);
  expect(failures).toContain('{family="queue_jobs"} 0');
});

it('shares a reading for five seconds, but not one that failed', async () => {
  let at = 0;
  let reads = 0;
  const read = shareReading(
    async () => {
      reads += 1;
      if (reads === 2) throw new Error('away');
      return reads;
    },
    () => at,
  );
  expect(await Promise.all([read(), read()])).toEqual([1, 1]);
  at = 4_999;
  expect(await read()).toBe(1);
  at = 5_000;
  await expect(read()).rejects.toThrow('away');
  expect(await read()).toBe(3);
});

it('reports the process itself', async () => {
  const text = await makeMetrics().expose();
  for (const name of [
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
    'nodejs_eventloop_busy_seconds_total',
    'nodejs_eventloop_lag_p99_seconds',
    'nodejs_heap_size_used_bytes',
  ])
    expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
  expect(text).toMatch(/^recado_build_info\{version="\d.*",revision="unknown",node="\d.*"\} 1$/m);
  expect(text.endsWith('\n')).toBe(true);
});
