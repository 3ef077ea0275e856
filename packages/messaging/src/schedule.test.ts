import { expect, it } from 'vitest';
import { scheduleOf } from './schedule.ts';

const now = new Date('2026-11-22T12:00:00Z');

it('has no schedule for a message that names none', () => expect(scheduleOf({}, now)).toEqual({}));

it('counts valid_for from now, or from send_at when that is later', () => {
  expect(scheduleOf({ valid_for: 60 }, now)).toEqual({ validUntil: new Date('2026-11-22T12:01:00Z') });
  expect(scheduleOf({ valid_for: 60, send_at: '2026-11-22T13:00:00-03:00' }, now)).toEqual({
    sendAt: new Date('2026-11-22T16:00:00Z'),
    validUntil: new Date('2026-11-22T16:01:00Z'),
  });
  expect(scheduleOf({ valid_for: 60, send_at: '2026-11-22T11:30:00Z' }, now)).toMatchObject({
    validUntil: new Date('2026-11-22T12:01:00Z'),
  });
});

it.each([
  ['2026-11-22T10:59:59Z', 'in_the_past'],
  ['2028-01-01T00:00:00Z', 'too_far'],
])('refuses send_at %s as %s', (send_at, reason) => {
  expect(() => scheduleOf({ send_at }, now)).toThrow(
    expect.objectContaining({ errors: [expect.objectContaining({ field: 'send_at', reason })] }),
  );
});
