import { expect, it } from 'vitest';
import { sentRange } from './sent-range.ts';

const at = (text: string) => Date.parse(text);

it('takes a date for its whole day in UTC', () => {
  expect(sentRange({ DateSent: '2026-11-22' })).toEqual({
    from: at('2026-11-22T00:00:00.000Z'),
    until: at('2026-11-22T23:59:59.999Z'),
  });
});

it('takes a time for its whole second', () => {
  expect(sentRange({ DateSent: '2026-11-22T10:00:00Z' })).toEqual({
    from: at('2026-11-22T10:00:00.000Z'),
    until: at('2026-11-22T10:00:00.999Z'),
  });
});

it('reads < as on or before and > as on or after', () => {
  expect(sentRange({ 'DateSent>': '2026-11-20', 'DateSent<': '2026-11-22T10:00:00Z' })).toEqual({
    from: at('2026-11-20T00:00:00.000Z'),
    until: at('2026-11-22T10:00:00.999Z'),
  });
});

it('is no range without a filter', () => {
  expect(sentRange({ DateSent: '' })).toBeUndefined();
});

it('refuses what is no date', () => {
  expect(sentRange({ 'DateSent<': 'yesterday' })).toMatchObject({ status: 400, code: 20001 });
});
