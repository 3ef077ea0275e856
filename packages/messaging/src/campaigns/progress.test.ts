import type { Status } from '@recado/contract';
import { describe, expect, it } from 'vitest';
import { progressOf, type ProgressCount, type RecordedProgress } from './progress.ts';

const now = new Date('2026-11-22T12:00:00Z');

const count = (status: Status, messages: number, more: Partial<ProgressCount> = {}): ProgressCount => ({
  isFallback: false,
  status,
  reason: null,
  errorCode: null,
  messages,
  ...more,
});

const recorded = (counts: ProgressCount[], more: Partial<RecordedProgress> = {}): RecordedProgress => ({
  status: 'running',
  people: 1000,
  counts,
  reached: 0,
  engagement: { hasReceipts: true, replied: 0, optedOut: 0, buttons: [] },
  waiting: [],
  pace: { messages: 0, seconds: 1 },
  ...more,
});

const progress = (counts: ProgressCount[], more: Partial<RecordedProgress> = {}) =>
  progressOf(recorded(counts, more), now);

describe('the progress of a campaign', () => {
  it('has everyone in exactly one status, who has no message yet too', () => {
    const { byStatus } = progress([
      count('accepted', 100),
      count('sent', 50),
      count('suppressed', 50, { reason: 'opted_out' }),
    ]);
    expect(byStatus).toMatchObject({ pending: 800, accepted: 100, sent: 50, suppressed: 50, delivered: 0 });
    expect(Object.values(byStatus).reduce((sum, n) => sum + n)).toBe(1000);
  });

  it('counts no one as done who waits or whose request is out', () => {
    const counts = [count('accepted', 1), count('sending', 1), count('sent', 400), count('failed', 598)];
    expect(progress(counts)).toMatchObject({ done: 998, percent: 99.8 });
  });

  it('is not 100 % while one is left, of however many', () => {
    expect(progress([count('delivered', 999_999)], { people: 1_000_000 }).percent).toBe(99.9);
    expect(progress([count('delivered', 1_000_000)], { people: 1_000_000 }).percent).toBe(100);
    expect(progress([], { people: 0 }).percent).toBe(0);
  });

  it('lists reasons of exclusions and failures, the most frequent first', () => {
    const { excluded, errors } = progress([
      count('suppressed', 1, { reason: 'opted_out' }),
      count('suppressed', 7, { reason: 'no_consent' }),
      count('failed', 2, { errorCode: 63024 }),
      count('undelivered', 3, { errorCode: 63024 }),
      count('undelivered', 9, { errorCode: 30003, isFallback: true }),
      // An attempt that will be repeated.
      count('accepted', 5, { errorCode: 20429 }),
    ]);
    expect([...excluded]).toEqual([
      ['no_consent', 7],
      ['opted_out', 1],
    ]);
    expect([...errors]).toEqual([
      [30003, 9],
      [63024, 5],
    ]);
  });

  it('keeps the SMS that went in the place of others apart: they are of the same people', () => {
    const counts = [count('undelivered', 1000), count('delivered', 600, { isFallback: true })];
    expect(progress(counts, { reached: 600 })).toMatchObject({
      done: 1000,
      reached: 600,
      byStatus: { undelivered: 1000, delivered: 0 },
      fallbackByStatus: { delivered: 600 },
    });
  });

  it('estimates the end from the recent rate', () => {
    const half = [count('sent', 500)];
    const pace = { messages: 300, seconds: 30 };
    expect(progress(half, { pace })).toMatchObject({ rate: 10, doneAt: new Date(now.getTime() + 50_000) });
    expect(progress(half, { pace, status: 'paused' })).toMatchObject({ rate: 0 });
    expect(progress(half, { pace, status: 'paused' })).not.toHaveProperty('doneAt');
    expect(progress([count('sent', 1000)], { pace })).not.toHaveProperty('doneAt');
    expect(progress(half)).not.toHaveProperty('doneAt');
  });
});
