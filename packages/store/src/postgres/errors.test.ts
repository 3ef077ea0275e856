import { Unavailable } from '@recado/messaging';
import { expect, it } from 'vitest';
import { asUnavailable } from './errors.ts';

const withCode = (code: string) => Object.assign(new Error('failed'), { code });

it.each(['57P01', '57P03', '53300', '25006', '08006', '57014', '40P01', '55P03', 'ECONNREFUSED', 'EAI_AGAIN'])(
  'is away when it fails by %s',
  (code) => {
    const cause = withCode(code);
    const error = asUnavailable(cause);
    expect(error).toBeInstanceOf(Unavailable);
    expect(error).toMatchObject({ store: 'postgresql', cause });
  },
);

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

it.each(['23505', '42P01', '22P02', '28P01'])('is there when it fails by %s', (code) => {
  const error = withCode(code);
  expect(asUnavailable(error)).toBe(error);
});

it('is not wrapped twice', () => {
  const error = new Unavailable('postgresql', { cause: withCode('57P01') });
  expect(asUnavailable(error)).toBe(error);
});
