import { SendingWindow } from '@recado/contract';
import { expect, it } from 'vitest';
import { checkWindow, defaultMarketingWindow, openingOf } from './window.ts';

const at = (text: string) => new Date(text);
const weekdays = SendingWindow.parse({ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' });

it('keeps marketing out of the night of the recipient by default', () => {
  const zones = ['America/Sao_Paulo'];
  expect(SendingWindow.parse(defaultMarketingWindow)).toEqual(defaultMarketingWindow);
  expect(openingOf(defaultMarketingWindow, zones, at('2026-11-22T22:59:59.999Z'))).toEqual({
    open: true,
    until: at('2026-11-22T23:00:00Z'),
  });
  expect(openingOf(defaultMarketingWindow, zones, at('2026-11-22T23:00:00Z'))).toEqual({
    open: false,
    at: at('2026-11-23T12:00:00Z'),
  });
  expect(openingOf(defaultMarketingWindow, zones, at('2026-11-23T12:00:00Z'))).toMatchObject({ open: true });
});

it('is open only when it is in every zone that a number may be of', () => {
  const zones = ['America/Eirunepe', 'America/Manaus'];
  expect(openingOf(defaultMarketingWindow, zones, at('2026-11-22T13:30:00Z'))).toEqual({
    open: false,
    at: at('2026-11-22T14:00:00Z'),
  });
  expect(openingOf(defaultMarketingWindow, zones, at('2026-11-22T14:00:00Z'))).toEqual({
    open: true,
    until: at('2026-11-23T00:00:00Z'),
  });
});

it('never opens when it is too short for zones that far apart', () => {
  const zones = ['America/Sao_Paulo', 'Asia/Tokyo'];
  expect(openingOf(defaultMarketingWindow, zones, at('2026-11-22T12:00:00Z'))).toEqual({ never: true });
});

it('is by UTC for people of no known zone', () => {
  expect(openingOf(defaultMarketingWindow, [], at('2026-11-22T08:00:00Z'))).toEqual({
    open: false,
    at: at('2026-11-22T09:00:00Z'),
  });
});

it('looks at its own zone alone when it names one', () => {
  const shop = { ...weekdays, timezone: 'America/Sao_Paulo' };
  expect(openingOf(shop, ['Asia/Tokyo'], at('2026-11-23T12:00:00Z'))).toEqual({
    open: true,
    until: at('2026-11-23T21:00:00Z'),
  });
});

it('goes from Friday to Monday', () => {
  expect(openingOf(weekdays, ['America/Sao_Paulo'], at('2026-11-20T21:00:00Z'))).toEqual({
    open: false,
    at: at('2026-11-23T11:00:00Z'),
  });
});

it('is refused when its holidays are all of its days', () => {
  const now = at('2026-11-22T12:00:00Z');
  const mondays = Array.from({ length: 54 }, (_, week) =>
    new Date(Date.UTC(2026, 10, 23 + 7 * week)).toISOString().slice(0, 10),
  );
  const window = SendingWindow.parse({ days: ['mon'], from: '09:00', to: '20:00', holidays: mondays });
  expect(() => checkWindow(window, now)).toThrow(
    expect.objectContaining({ errors: [expect.objectContaining({ field: 'window', reason: 'never_opens' })] }),
  );
  expect(() => checkWindow({ ...window, holidays: mondays.slice(1) }, now)).not.toThrow();
});

it.each([
  ['20:00', '09:00'],
  ['09:00', '09:00'],
])('from %s to %s is no window: it would go over midnight, or never open', (from, to) => {
  expect(SendingWindow.safeParse({ from, to }).error?.issues[0]).toMatchObject({ params: { reason: 'never_opens' } });
});
