import { Unavailable } from '@recado/messaging';
import { describe, expect, it, vi } from 'vitest';
import { asUnavailable, keepTrying } from './errors.ts';

describe('availability', () => {
  const withCode = (code: string) => Object.assign(new Error('failed'), { code });

  it.each([
    '57P01',
    '57P03',
    '53300',
    '25006',
    '08006',
    '57014',
    '40P01',
    '55P03',
    '28P01',
    '28000',
    '53100',
    '08P01',
    'ECONNREFUSED',
    'EAI_AGAIN',
  ])('is away when it fails by %s', (code) => {
    const cause = withCode(code);
    const error = asUnavailable(cause);
    expect(error).toBeInstanceOf(Unavailable);
    expect(error).toMatchObject({ store: 'postgresql', cause });
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Query read timeout',
  ])('is away when pg says "%s"', (message) => expect(asUnavailable(new Error(message))).toBeInstanceOf(Unavailable));

  it('is away when none of the addresses of its host answers', () => {
    const error = new AggregateError([withCode('ECONNREFUSED'), withCode('ENETUNREACH')]);
    expect(asUnavailable(error)).toBeInstanceOf(Unavailable);
  });

  it.each(['23505', '42P01', '22P02', '42501'])('is there when it fails by %s', (code) => {
    const error = withCode(code);
    expect(asUnavailable(error)).toBe(error);
  });

  it('is not wrapped twice', () => {
    const error = new Unavailable('postgresql', { cause: withCode('57P01') });
    expect(asUnavailable(error)).toBe(error);
  });
});

describe('a statement that is tried again', () => {
  const away = () => new Unavailable('postgresql');

  it('tries again until PostgreSQL is back', async () => {
    const run = vi
      .fn(async () => 'done')
      .mockRejectedValueOnce(away())
      .mockRejectedValueOnce(away());
    expect(await keepTrying(run)).toBe('done');
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('does not repeat what fails for another reason', async () => {
    const run = vi.fn(async () => {
      throw new Error('a bug');
    });
    await expect(keepTrying(run)).rejects.toThrow('a bug');
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('stops waiting when its signal aborts', async () => {
    const stop = new AbortController();
    const run = vi.fn(async () => {
      setImmediate(() => stop.abort());
      throw away();
    });
    await expect(keepTrying(run, stop.signal)).rejects.toBeInstanceOf(Unavailable);
    expect(run).toHaveBeenCalledTimes(1);
  });
});
