import type { Fuzzed } from './run-fuzz.ts';

const shownFaults = 20;

/** Formats the result of a run for a log. */
export const report = ({ cases, operations, faults, answers }: Fuzzed, seed: number): string => {
  const statuses = Object.entries(answers).map(([status, number]) => `${status}: ${number}`);
  return [
    `${cases} requests to ${operations} operations, seed ${seed}: ${faults.length} faults`,
    `answers: ${statuses.join(', ')}`,
    ...faults.slice(0, shownFaults).map(({ fault, operation, request }) => `${operation}: ${fault}\n  ${request}`),
  ].join('\n');
};
