import { Unavailable } from '@recado/messaging';
import { expect, it } from 'vitest';
import { within } from './wait-and-warn.ts';

it('gives the answer', async () => {
  await expect(within(1_000, async () => 'pong')).resolves.toBe('pong');
});

it('is unavailable when there is no answer in time', async () => {
  const answer = within(10, () => new Promise<never>(() => undefined));
  await expect(answer).rejects.toBeInstanceOf(Unavailable);
});

it('is unavailable when the store fails, and says why', async () => {
  const cause = new Error('connection refused');
  await expect(within(1_000, () => Promise.reject(cause))).rejects.toMatchObject({ code: 'unavailable', cause });
});
