import { CancelMessages, RetryMessages } from '@recado/contract';
import { expect, it } from 'vitest';
import { toFilter } from './messages.ts';

it('names the filters as the API does, and only those that were given', () => {
  const filters = { reference: 'x', campaign: 'c1', createdAfter: 'a', createdBefore: 'b', limit: 5 };
  const body = { reference: 'x', campaign_id: 'c1', created_after: 'a', created_before: 'b', limit: 5 };
  expect(toFilter({ all: false, ...filters })).toEqual(body);
  expect(toFilter({ all: false })).toEqual({});
  expect(Object.keys(RetryMessages.shape)).toEqual(
    expect.arrayContaining(Object.keys(toFilter({ all: false, status: 'failed', errorCode: 30008, ...filters }))),
  );
  expect(CancelMessages.safeParse(toFilter({ all: true })).success).toBe(true);
});
