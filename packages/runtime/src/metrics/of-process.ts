import { performance } from 'node:perf_hooks';
import type { Family } from './exposition.ts';

const one = (name: string, type: Family['type'], help: string, value: number): Family => ({
  name,
  help,
  type,
  samples: [{ value }],
});

/** What every process tells of itself. */
export const familiesOfProcess = (): Family[] => {
  const { user, system } = process.cpuUsage();
  const busy = performance.eventLoopUtilization().active / 1e3;
  const startedAt = performance.timeOrigin / 1e3;
  return [
    one('process_cpu_seconds_total', 'counter', 'Processor time that was used.', (user + system) / 1e6),
    one('process_resident_memory_bytes', 'gauge', 'Memory in use.', process.memoryUsage.rss()),
    one('process_start_time_seconds', 'gauge', 'When the process began, in Unix time.', startedAt),
    one('nodejs_eventloop_busy_seconds_total', 'counter', 'Time in which the process was at work.', busy),
  ];
};
