import { expect, it } from 'vitest';
import { isOverdue } from './window.ts';

it.each([
  ['2026-11-22T13:00:00Z', false],
  ['2026-11-22T11:00:00Z', false],
  ['2026-11-22T10:59:59Z', true],
])('at noon, a schedule for %s is overdue: %s', (sendAt, overdue) => {
  expect(isOverdue(new Date(sendAt), new Date('2026-11-22T12:00:00Z'))).toBe(overdue);
});
