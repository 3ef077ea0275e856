import { describe, expect, it, vi } from 'vitest';
import { bearerOf, touchAtMost } from './authenticate.ts';

describe('a request with an API key', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['Bearer', undefined],
    ['Bearer ', undefined],
    ['Basic abc', undefined],
    ['Bearer abc', 'abc'],
    ['bearer  abc ', 'abc'],
    ['Bearer a b', 'a b'],
    [`Bearer ${Buffer.from('ação').toString('latin1')}`, 'ação'],
    [`Bearer ${'x'.repeat(513)}`, undefined],
  ])('reads %j as %j', (header, key) => expect(bearerOf(header)).toBe(key));
});

describe('the last use of a key', () => {
  const world = (touch: () => Promise<void>) => {
    let now = 0;
    const touched = vi.fn<typeof touch>(touch);
    return {
      touched,
      recordUse: touchAtMost({ clock: () => new Date(now), everyMs: 60_000, touch: touched }),
      pass: (ms: number) => (now += ms),
    };
  };

  it('records the use of each key at most once per minute', () => {
    const { recordUse, touched, pass } = world(async () => {});
    for (const id of ['a', 'a', 'b']) recordUse(id);
    pass(59_999);
    recordUse('a');
    expect(touched.mock.calls).toHaveLength(2);
    pass(1);
    recordUse('a');
    expect(touched.mock.calls).toHaveLength(3);
  });

  it('tries again at the next use when the record was away', async () => {
    const { recordUse, touched } = world(() => Promise.reject(new Error('away')));
    recordUse('a');
    const countTouches = () => {
      recordUse('a');
      return touched.mock.calls.length;
    };
    await expect.poll(countTouches).toBeGreaterThan(1);
  });
});
