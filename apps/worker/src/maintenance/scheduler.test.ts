import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { runMaintenance, untilNone } from './scheduler.ts';

const log = pino({ level: 'silent' });
const runs: string[] = [];
const metrics = {
  taskStarted: (name: string) => void runs.push(`${name} started`),
  taskWorks: () => {},
  taskRan: (name: string, _seconds: number, hasFailed: boolean) => void runs.push(`${name} ${hasFailed}`),
};
const deps = {
  checkIn: async ({ tasks }: { tasks: readonly string[] }) => ({
    tasks: [...tasks],
    workers: 1,
    rank: 0,
    share: tasks.length,
  }),
  releaseTasks: async () => {},
  checkOut: async () => {},
  clock: () => new Date(),
  isClockRight: () => true,
  log,
  metrics,
};

it('repeats every task, also after one failed, until the signal aborts', async () => {
  const controller = new AbortController();
  const failing = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error('away')).mockResolvedValue();
  const steady = vi.fn<() => Promise<void>>().mockResolvedValue();
  const tasks = [
    { name: 'failing', everyMs: 1, run: failing },
    { name: 'steady', everyMs: 1, run: steady },
  ];
  const ended = runMaintenance(tasks, { ...deps, signal: controller.signal });
  for (const { mock } of [failing, steady]) await expect.poll(() => mock.calls.length).toBeGreaterThan(2);
  controller.abort();
  await ended;
  const calls = steady.mock.calls.length;
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(steady.mock.calls).toHaveLength(calls);
});

it('lets a task that is under way finish', async () => {
  const controller = new AbortController();
  let finish = () => {};
  const slow = new Promise<void>((resolve) => (finish = resolve));
  const run = vi.fn(() => slow);
  const ended = runMaintenance([{ name: 'slow', everyMs: 1, run }], {
    ...deps,
    signal: controller.signal,
  });
  await expect.poll(() => run).toHaveBeenCalled();
  controller.abort();
  const race = await Promise.race([
    ended.then(() => 'ended'),
    new Promise((resolve) => setTimeout(resolve, 10, 'waiting')),
  ]);
  expect(race).toBe('waiting');
  finish();
  await ended;
});

it('logs an outage once, and its end', async () => {
  runs.length = 0;
  const controller = new AbortController();
  const lines: string[] = [];
  const sink = { write: (line: string) => void lines.push((JSON.parse(line) as { msg: string }).msg) };
  const run = vi.fn<() => Promise<void>>().mockResolvedValue();
  for (let n = 0; n < 3; n += 1) run.mockRejectedValueOnce(new Error('away'));
  const ended = runMaintenance([{ name: 'failing', everyMs: 1, run }], {
    ...deps,
    signal: controller.signal,
    log: pino({}, sink),
  });
  await expect.poll(() => run.mock.calls.length).toBeGreaterThan(5);
  controller.abort();
  await ended;
  expect(lines).toEqual(['Maintenance task failed; it will be retried', 'Maintenance task works again']);
  expect(runs.slice(0, 5)).toEqual(['failing started', ...Array(3).fill('failing true'), 'failing false']);
});

it('a run of many steps says after each that it works, and stops at the signal', async () => {
  const controller = new AbortController();
  const works = vi.fn(() => void (works.mock.calls.length === 3 && controller.abort()));
  const step = vi.fn(async () => 100);
  await untilNone(step)(controller.signal, works);
  expect({ steps: step.mock.calls.length, said: works.mock.calls.length }).toEqual({ steps: 3, said: 3 });
});
