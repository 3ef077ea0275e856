import { describe, expect, it } from 'vitest';
import { aMessage } from '../../test/support/a-message.ts';
import { cutPage, sentRange } from './list.ts';

describe('the range of dates', () => {
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
});

describe('page', () => {
  const newestFirst = (...sequences: number[]) => sequences.map((sequence) => aMessage({ sequence }));

  const sequencesOf = (page: ReturnType<typeof cutPage>) => page.messages.map(({ sequence }) => sequence);

  const first = { size: 2, number: 0, token: undefined };

  it('goes on after the last of a page, though messages have come and gone since', () => {
    const page = cutPage(newestFirst(4, 3, 2, 1), first);
    const next = cutPage(newestFirst(6, 5, 4, 2, 1), { size: 2, number: 1, token: page.nextToken });
    expect(sequencesOf(page)).toEqual([4, 3]);
    expect(sequencesOf(next)).toEqual([2, 1]);
    expect(next.nextToken).toBeUndefined();
  });

  it('goes back to the page before', () => {
    const messages = newestFirst(5, 4, 3, 2, 1);
    const second = cutPage(messages, { size: 2, number: 1, token: cutPage(messages, first).nextToken });
    const back = cutPage(messages, { size: 2, number: 0, token: second.previousToken });
    expect(sequencesOf(back)).toEqual([5, 4]);
    expect(back.previousToken).toBeUndefined();
  });

  it('has no other page when one holds all', () => {
    expect(cutPage(newestFirst(2, 1), first)).toMatchObject({ nextToken: undefined, previousToken: undefined });
  });
});
