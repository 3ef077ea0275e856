import { Unavailable, type JobAction } from '@recado/messaging';
import { DelayedError, RateLimitError, WaitingError } from 'bullmq';
import { expect, it } from 'vitest';
import type { SendJob, SendQueue } from './engine.ts';
import { makeInFlight } from './in-flight-jobs.ts';
import { handleJob } from './job-handler.ts';

const messageId = '0199aaaa-0000-7000-8000-000000000001';
const ifGone = { jobId: messageId, priority: 10 };

const setUp = (
  handle: () => Promise<JobAction>,
  { pausedMs = 0, broken = false, lost = false, closing = false, late = false, far = false } = {},
) => {
  const done: unknown[][] = [];
  const note = (kind: string) => async (value: unknown) => {
    if (broken) throw new Error('Connection is closed.');
    done.push([kind, value]);
  };
  const log = { info: () => undefined, warn: () => undefined, error: () => done.push(['error']) };
  const queue = {
    getRateLimitTtl: async () => pausedMs,
    rateLimit: note('pause'),
    add: (_name: string, _data: object, opts: object) => note('add')(opts),
    addBulk: (jobs: { name: string; opts: object }[]) => note('spacers')(jobs.map(({ opts }) => opts)),
  } as unknown as SendQueue;
  const job = {
    id: messageId,
    name: 'deliver',
    data: { messageId },
    attemptsStarted: 1,
    opts: { priority: 10 },
    moveToDelayed: lost ? () => Promise.reject(new Error('Missing lock for job')) : note('delay'),
    moveToWait: note('wait'),
  } as unknown as SendJob;
  const sendSlot = { isLate: () => late, isOnTime: () => !late, waitUntilDue: async () => undefined };
  const deps = {
    queue,
    handle,
    inFlight: makeInFlight(),
    sendSlotOf: () => sendSlot,
    isClosing: () => closing,
    takes: () => !far,
    log,
    warn: () => undefined,
  };
  const run = (changed: Partial<SendJob> | { data: object } = {}) =>
    handleJob(deps)({ ...job, ...changed } as SendJob, 'token');
  return { done, run };
};

it('lets a job that is done vanish', async () => {
  const { run, done } = setUp(async () => ({ kind: 'done' }));
  await expect(run()).resolves.toBeUndefined();
  expect(done).toEqual([]);
});

it('lets a job vanish whose time is so far ahead that the queue does not take it', async () => {
  const { run, done } = setUp(async () => ({ kind: 'again', at: new Date(Date.now() + 86_400_000) }), { far: true });
  await expect(run()).resolves.toBeUndefined();
  expect(done).toEqual([]);
});

it('puts a job off until its time', async () => {
  const at = new Date(Date.now() + 5_000);
  const { run, done } = setUp(async () => ({ kind: 'again', at }));
  await expect(run()).rejects.toBeInstanceOf(DelayedError);
  expect(done).toEqual([['delay', at.getTime()]]);
});

it('pauses the queue, in whole milliseconds', async () => {
  const { run, done } = setUp(async () => ({ kind: 'pause', forMs: 1_500.2 }));
  await expect(run()).rejects.toBeInstanceOf(RateLimitError);
  expect(done).toEqual([
    ['pause', 1_501],
    ['add', ifGone],
  ]);
});

it('does not cut a longer pause short', async () => {
  const { run, done } = setUp(async () => ({ kind: 'pause', forMs: 1_000 }), { pausedMs: 9_000 });
  await expect(run()).rejects.toBeInstanceOf(RateLimitError);
  expect(done).toEqual([['add', ifGone]]);
});

it('pauses the queue when the record is away', async () => {
  const { run, done } = setUp(() => Promise.reject(new Unavailable('postgresql')));
  await expect(run()).rejects.toBeInstanceOf(RateLimitError);
  expect(done).toEqual([
    ['pause', 1_000],
    ['add', ifGone],
  ]);
});

it('brings a job back whose handler threw', async () => {
  const { run, done } = setUp(() => Promise.reject(new Error('a bug')));
  await expect(run()).rejects.toBeInstanceOf(DelayedError);
  expect(done.map(([kind]) => kind)).toEqual(['error', 'delay']);
});

it.each<JobAction>([
  { kind: 'again', at: new Date(0) },
  { kind: 'pause', forMs: 1 },
])('never fails a job that it cannot put back: its lock ends', async (jobAction) => {
  const { run } = setUp(async () => jobAction, { broken: true });
  await expect(run()).rejects.toBeInstanceOf(DelayedError);
});

it('drops a job that names no message', async () => {
  const { run, done } = setUp(() => Promise.reject(new Error('must not be called')));
  await expect(run({ data: { to: 'someone' } })).resolves.toBeUndefined();
  expect(done).toEqual([['error']]);
});

it('lets the room of a further segment pass without a word', async () => {
  const { run, done } = setUp(() => Promise.reject(new Error('must not be called')));
  await expect(run({ name: 'spacer' })).resolves.toBeUndefined();
  expect(done).toEqual([]);
});

it.each([
  ['when it is taken again', 4, {}, [2, 3]],
  ['not at first, when they stand behind it', 1, {}, []],
  ['not when it goes back untouched, to end', 4, { closing: true }, []],
  ['not when it goes back untouched, too late', 4, { late: true }, []],
] as const)('gives each further segment of a message its room: %s', async (_when, attemptsStarted, at, segments) => {
  const { run, done } = setUp(async () => ({ kind: 'done' }), at);
  await run({ data: { messageId, segments: 3 }, attemptsStarted }).catch(() => undefined);
  const spacers = segments.map((segment) => ({ lifo: true, jobId: `${messageId}.4.${segment}` }));
  expect(done.filter(([kind]) => kind === 'spacers')).toEqual(spacers.length ? [['spacers', spacers]] : []);
});

it('sends nothing whose room it cannot take', async () => {
  const { run } = setUp(() => Promise.reject(new Error('must not be called')), { broken: true });
  const again = run({ data: { messageId, segments: 3 }, attemptsStarted: 2 });
  await expect(again).rejects.toBeInstanceOf(DelayedError);
});

it('puts a job back in front without pausing the queue', async () => {
  const { run, done } = setUp(async () => ({ kind: 'pause', forMs: 0 }), { pausedMs: -1 });
  await expect(run()).rejects.toBeInstanceOf(RateLimitError);
  expect(done).toEqual([['add', ifGone]]);
});

it('queues a job again that the queue lost while it was in flight', async () => {
  const at = new Date(Date.now() + 60_000);
  const { run, done } = setUp(async () => ({ kind: 'again', at }), { lost: true });
  await expect(run()).rejects.toBeInstanceOf(DelayedError);
  expect(done).toEqual([['add', { ...ifGone, delay: expect.closeTo(60_000, -3) as number }]]);
});

it('gives a job back untouched when it is to end', async () => {
  const { run, done } = setUp(() => Promise.reject(new Error('must not be called')), { closing: true });
  await expect(run()).rejects.toBeInstanceOf(WaitingError);
  expect(done).toEqual([['wait', 'token']]);
});

it('gives a job back untouched that comes too late for its window of the rate', async () => {
  const { run, done } = setUp(() => Promise.reject(new Error('must not be called')), { late: true });
  await expect(run()).rejects.toBeInstanceOf(WaitingError);
  expect(done).toEqual([['wait', 'token']]);
});

it('never fails a job that it cannot give back', async () => {
  const { run } = setUp(async () => ({ kind: 'done' }), { closing: true, broken: true });
  await expect(run()).rejects.toBeInstanceOf(DelayedError);
});
