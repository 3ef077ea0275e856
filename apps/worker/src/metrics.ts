import type { OutcomeKind, Posted } from '@recado/messaging';
import { addSharedMetrics, makeMetrics, type Metrics } from '@recado/runtime';
import { explainCode } from '@recado/twilio';
import { addReadings, type Readings } from './record-metrics.ts';

const sendBounds = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const taskBounds = [0.01, 0.1, 1, 10, 60];
const resolutions = ['found', 'absent', 'waiting', 'given_up'];

/** The counters and measurements of a worker. */
export const makeWorkerMetrics = () => {
  const metrics = makeMetrics();
  const { makeCounter, makeHistogram } = metrics;
  const shared = addSharedMetrics(metrics, (code) => explainCode(code) !== undefined);
  const sends = makeCounter({
    name: 'recado_sends_total',
    help: 'Requests to Twilio, by outcome.',
    labels: ['sender', 'outcome'],
  });
  const missed = makeCounter({
    name: 'recado_slices_missed_total',
    help: 'Messages that went back to the queue because the worker was too late for their slice of the rate.',
    labels: ['sender'],
  });
  const sending = makeHistogram({ name: 'recado_send_seconds', help: 'How long Twilio took.', buckets: sendBounds });
  const requeued = makeCounter({
    name: 'recado_requeued_total',
    help: 'Messages that were queued again because they were due without being sent.',
  });
  const resolved = makeCounter({
    name: 'recado_resolved_total',
    help: 'Unknown outcomes that were looked up, by the result.',
    labels: ['result'],
    starts: resolutions.map((result) => ({ result })),
  });
  const posts = makeCounter({
    name: 'recado_webhook_requests_total',
    help: 'Requests to webhooks, by outcome.',
    labels: ['outcome'],
    starts: postOutcomes.map((outcome) => ({ outcome })),
  });
  return {
    ...shared,
    posted: (posted: Posted): void => posts.inc({ outcome: postOutcomeOf(posted) }),
    sent: (sender: string, outcome: OutcomeKind, seconds: number): void => {
      sends.inc({ sender, outcome });
      sending.observe(seconds);
    },
    /** Lets the outcomes of a sender start at 0. */
    senderStarted: (sender: string): void => {
      for (const outcome of outcomes) sends.inc({ sender, outcome }, 0);
      missed.inc({ sender }, 0);
    },
    sliceMissed: (sender: string): void => missed.inc({ sender }),
    requeued: (messages: number): void => requeued.inc(messages),
    resolved: (result: string): void => resolved.inc({ result }),
    addReadings: (readings: Readings): void => addReadings(metrics, readings),
    ...makeTaskMetrics(metrics),
    expose: metrics.expose,
  };
};

const postOutcomes = ['delivered', 'refused', 'no_answer'];

const postOutcomeOf = (posted: Posted): string => {
  if ('error' in posted) return 'no_answer';
  return posted.status >= 200 && posted.status < 300 ? 'delivered' : 'refused';
};

const outcomes: OutcomeKind[] = ['submitted', 'rejected', 'throttled', 'stopped', 'unsent', 'unknown'];

const makeTaskMetrics = ({ makeCounter, makeGauge, makeHistogram }: Metrics) => {
  const labels = ['task'];
  const durations = makeHistogram({
    name: 'recado_task_seconds',
    help: 'How long a run of a maintenance task took.',
    labels,
    buckets: taskBounds,
  });
  const failures = makeCounter({
    name: 'recado_task_failures_total',
    help: 'Runs of a maintenance task that failed.',
    labels,
  });
  const successes = new Map<string, number>();
  makeGauge(
    { name: 'recado_task_last_success_timestamp_seconds', help: 'When a maintenance task last succeeded.', labels },
    () => [...successes].map(([task, value]) => ({ labels: { task }, value })),
  );
  return {
    /** Lets the failures of a task start at 0, and its last success at the start of the process. */
    taskStarted: (name: string): void => {
      failures.inc({ task: slugOf(name) }, 0);
      successes.set(slugOf(name), Date.now() / 1_000);
    },
    taskWorks: (name: string): void => void successes.set(slugOf(name), Date.now() / 1_000),
    taskRan: (name: string, seconds: number, hasFailed: boolean): void => {
      const task = slugOf(name);
      durations.observe({ task }, seconds);
      if (hasFailed) failures.inc({ task });
    },
  };
};

const slugOf = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]+/g, '_');
