import { describe, expect, test } from 'vitest';
import { exitCodeOf } from './failure.ts';
import { readDuration, readKeep, readList, readMoney, readVariables, readWindow } from './options.ts';

describe('duration', () => {
  test('variables are read up to the first equals sign', () => {
    expect(readVariables(['discount=15', 'link=a=b', 'empty='])).toEqual({ discount: '15', link: 'a=b', empty: '' });
  });

  test.each([
    ['90', 90],
    ['PT4H', 'PT4H'],
  ])('a duration may be %s', (text, expected) => expect(readDuration(text)).toBe(expected));

  test.each(['120USD', '120 usd', ' 120.00 USD'])('money is an amount and a currency: %s', (text) => {
    expect(readMoney('--budget', text)).toMatchObject({ amount: expect.stringMatching(/^120/), currency: 'USD' });
  });

  test('a window is two times of day, with what was said beside it', () => {
    expect(readWindow('--window', '09:00-20:00')).toEqual({ from: '09:00', to: '20:00' });
    expect(readWindow('--window', '09:00 - 20:00', { days: ['mon'], timezone: 'America/Recife' })).toEqual({
      from: '09:00',
      to: '20:00',
      days: ['mon'],
      timezone: 'America/Recife',
    });
  });

  test('a list is taken apart at its commas', () => expect(readList('store, outlet,')).toEqual(['store', 'outlet']));

  const thrownBy = (work: () => unknown): unknown => {
    try {
      return work();
    } catch (error) {
      return error;
    }
  };

  test.each<[string, () => unknown]>([
    ['money without a currency', () => readMoney('--budget', '120')],
    ['a window without an end', () => readWindow('--window', '09:00')],
    ['a variable without a name', () => readVariables(['=15'])],
    ['a variable without a value', () => readVariables(['discount'])],
  ])('%s is a mistake in the command line, which is quoted', (_what, work) => {
    const error = thrownBy(work);
    expect(exitCodeOf(error)).toBe(2);
    expect(error).toMatchObject({ message: expect.stringContaining('--') });
  });
});

describe('keep', () => {
  test('days of several kinds are read, and ever is without an end', () => {
    expect(readKeep('--keep', 'content=90, numbers=365,audit=ever')).toEqual({
      content: 90,
      numbers: 365,
      audit: null,
    });
  });

  test.each(['content', 'content=', 'content=-1', 'content=90d', '=90'])('%j is a mistake', (text) => {
    expect(() => readKeep('--keep', text)).toThrow(/write kind=days, for example --keep content=90/);
  });
});
