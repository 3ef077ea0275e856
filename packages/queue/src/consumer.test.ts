import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { rampUp } from './consumer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const start = ({ paused = false, fails = false } = {}) => {
  const done: string[] = [];
  const note = (what: string) => async () => {
    done.push(what);
    if (fails) throw new Error(`no ${what}`);
  };
  const worker = { concurrency: 1, pause: note('pause'), resume: note('resume'), close: note('close'), opts: {} };
  const warnings: unknown[] = [];
  const warn = (error: unknown) => void warnings.push(error);
  return { worker, done, warnings, beginning: rampUp({ worker, concurrency: 4, isPaused: () => paused, warn }) };
};

it('makes room for one more job with each that ends, and for no more than it has places', () => {
  const { worker, beginning } = start();
  beginning.jobBegins();
  const rooms = Array.from({ length: 5 }, () => {
    beginning.jobEnds();
    return worker.concurrency;
  });
  expect(rooms).toEqual([2, 3, 4, 4, 4]);
});

it('does not wait for a slow first job: the worker gets its full concurrency', () => {
  const { worker, done, beginning } = start();
  beginning.jobBegins();
  vi.advanceTimersByTime(500);
  expect(worker.concurrency).toBe(4);
  expect(done).toEqual(['pause', 'resume']);
});

it('does not resume a worker that is paused', () => {
  const { worker, done, beginning } = start({ paused: true });
  beginning.jobBegins();
  vi.advanceTimersByTime(500);
  expect(worker.concurrency).toBe(4);
  expect(done).toEqual([]);
});

it('leaves a worker alone that has all of its room, and one that is to end', () => {
  const ended = start();
  ended.beginning.jobBegins();
  for (let job = 0; job < 3; job += 1) ended.beginning.jobEnds();
  const closed = start();
  closed.beginning.jobBegins();
  closed.beginning[Symbol.dispose]();
  vi.advanceTimersByTime(500);
  expect([...ended.done, ...closed.done]).toEqual([]);
});

it('survives a worker that fails to pause and to resume, and warns', async () => {
  const { beginning, warnings } = start({ fails: true });
  beginning.jobBegins();
  await vi.advanceTimersByTimeAsync(500);
  expect(warnings).toEqual([new Error('no pause')]);
});
