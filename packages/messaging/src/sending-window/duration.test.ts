import { SendingWindow } from '@recado/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { courseOf } from './duration.ts';
import { defaultMarketingWindow, openingOf } from './window.ts';

const at = (text: string) => new Date(text);
const saoPaulo = ['America/Sao_Paulo'];
const manaus = ['America/Manaus'];
const noon = at('2026-11-22T15:00:00Z');

it('takes as long as the rate needs when nothing closes', () => {
  expect(courseOf([{ zones: saoPaulo, units: 36_000 }], { rate: 10 }, noon)).toEqual({
    startsAt: noon,
    endsAt: at('2026-11-22T16:00:00Z'),
    unsent: 0,
  });
});

it('has neither a start nor an end without people', () => {
  expect(courseOf([{ zones: saoPaulo, units: 0 }], { rate: 10 }, noon)).toEqual({ unsent: 0 });
});

it('waits for the window and continues when it opens again', () => {
  const loads = [{ zones: saoPaulo, units: 12 * 3600 }];
  expect(courseOf(loads, { rate: 1 }, at('2026-11-22T02:00:00Z'), defaultMarketingWindow)).toEqual({
    startsAt: at('2026-11-22T12:00:00Z'),
    endsAt: at('2026-11-23T13:00:00Z'),
    unsent: 0,
  });
});

it('gives the rate to those whose window is open, and first to those whose window closes first', () => {
  const loads = [
    { zones: manaus, units: 3600 },
    { zones: saoPaulo, units: 3600 },
  ];
  const endsAt = (from: string) => courseOf(loads, { rate: 1 }, at(from), defaultMarketingWindow).endsAt;
  expect(endsAt('2026-11-22T11:30:00Z')).toEqual(at('2026-11-22T14:00:00Z'));
  // São Paulo has the hour before it closes, Manaus the next.
  expect(endsAt('2026-11-22T22:00:00Z')).toEqual(at('2026-11-23T00:00:00Z'));
});

it('keeps to what may go in a day', () => {
  const loads = [{ zones: saoPaulo, units: 2500 }];
  expect(courseOf(loads, { rate: 10, perDay: 1000 }, at('2026-11-22T13:00:00Z'), defaultMarketingWindow)).toEqual({
    startsAt: at('2026-11-22T13:00:00Z'),
    endsAt: at('2026-11-24T13:00:50Z'),
    unsent: 0,
  });
});

it('counts what no window ever opens for', () => {
  const window = SendingWindow.parse({ from: '09:00', to: '10:00' });
  const loads = [
    { zones: ['America/Sao_Paulo', 'Asia/Tokyo'], units: 5 },
    { zones: saoPaulo, units: 10 },
  ];
  expect(courseOf(loads, { rate: 10 }, noon, window)).toEqual({
    startsAt: at('2026-11-23T12:00:00Z'),
    endsAt: at('2026-11-23T12:00:01Z'),
    unsent: 5,
  });
});

it('gives up after a year', () => {
  const { unsent } = courseOf([{ zones: saoPaulo, units: 1e9 }], { rate: 1 }, noon);
  expect(unsent).toBe(1e9 - 366 * 24 * 3600);
});

it('sends within the openings alone, all of it, and no faster than the rate', () => {
  const load = fc.record({
    zones: fc.subarray(['America/Sao_Paulo', 'America/Manaus', 'America/Rio_Branco', 'Europe/Lisbon'], {
      minLength: 1,
    }),
    units: fc.integer({ min: 1, max: 3_000_000 }),
  });
  fc.assert(
    fc.property(fc.array(load, { minLength: 1, maxLength: 8 }), fc.integer({ min: 20, max: 20_000 }), (loads, rate) => {
      const course = courseOf(loads, { rate }, noon, defaultMarketingWindow);
      const starts = loads.map(({ zones }) => openingOf(defaultMarketingWindow, zones, noon));
      const start = Math.min(...starts.map((state) => ('at' in state ? state.at : noon).getTime()));
      const total = loads.reduce((sum, { units }) => sum + units, 0);
      const end = course.endsAt?.getTime() ?? Number.NaN;
      expect(course).toMatchObject({ startsAt: new Date(start), unsent: 0 });
      expect(end - start).toBeGreaterThanOrEqual(Math.floor((total / rate) * 1000) - 1);
      const justBefore = new Date(end - 1000);
      const wasOpen = loads.some(({ zones }) => {
        const state = openingOf(defaultMarketingWindow, zones, justBefore);
        return 'at' in state ? state.at.getTime() <= end : 'until' in state;
      });
      expect(wasOpen).toBe(true);
    }),
    { numRuns: 100 },
  );
});
