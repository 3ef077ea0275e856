import { expect, it } from 'vitest';
import { showEvents } from './events.ts';

it('events are shown with their number, subject, person and reason, and the way to the next ones', () => {
  const event = {
    id: '5f0c1e7a-93b4-8d21-a6c7-2b9d4e8f1a30',
    type: 'message.failed' as const,
    sequence: 7,
    occurred_at: '2026-11-22T12:00:00.000Z',
    schema: 1 as const,
    data: { id: 'm1', to: '+55119****4321', reason: 'outcome_unknown', error: { code: 63_016, message: 'x' } },
  };
  const shown = showEvents({ data: [event], next_after: 9 });
  expect(shown).toMatch(/7 .*message\.failed .*m1 .*\+55119\*\*\*\*4321 .*outcome_unknown 63016/);
  expect(shown).toContain('--after 9');
  expect(showEvents({ data: [], next_after: 9 })).toBe(
    'No events match these filters. For later events, add --after 9',
  );
});
