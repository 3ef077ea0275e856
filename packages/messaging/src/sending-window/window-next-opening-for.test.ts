import { expect, it } from 'vitest';
import { defaultMarketingWindow, nextOpeningFor } from './window.ts';

const at = (time: string) => new Date(`2026-11-22T${time}Z`);
const next = (number: string, now: Date) => nextOpeningFor(number, defaultMarketingWindow, now);

it('is now, until the window closes, while it is open where the number is', () => {
  expect(next('+5511987654321', at('15:00:00'))).toEqual({ from: at('15:00:00'), until: at('23:00:00') });
});

it('is the next morning of the number at night', () => {
  expect(next('+5592987654321', at('05:00:00'))).toEqual({
    from: at('13:00:00'),
    until: new Date('2026-11-23T00:00:00Z'),
  });
});

it('uses UTC for a number without a time zone', () => {
  expect(next('+80012345678', at('05:00:00'))).toEqual({ from: at('09:00:00'), until: at('20:00:00') });
});

it('is undefined for a window that does not open', () => {
  const holidays = { ...defaultMarketingWindow, days: ['sun' as const], holidays: ['2026-11-22'], timezone: 'UTC' };
  expect(nextOpeningFor('+5511987654321', { ...holidays, to: '09:01' }, at('05:00:00'))?.from).toEqual(
    new Date('2026-11-29T09:00:00Z'),
  );
  const never = { ...defaultMarketingWindow, from: '09:00', to: '09:00' };
  expect(nextOpeningFor('+5511987654321', never, at('05:00:00'))).toBeUndefined();
});
