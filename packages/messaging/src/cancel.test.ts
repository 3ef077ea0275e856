import { expect, it } from 'vitest';
import { cancel } from './cancel.ts';

const at = (
  status: Parameters<typeof cancel>[0] extends { cancelMessage: (...all: never[]) => Promise<infer S> } ? S : never,
) => ({
  clock: () => new Date(0),
  cancelMessage: async () => status,
});

it('cancels, and canceling again is no error', async () => {
  await expect(cancel(at('canceled'), 'm1')).resolves.toBeUndefined();
});

it('says that there is no such message', async () => {
  await expect(cancel(at(undefined), 'm1')).rejects.toMatchObject({ type: 'not-found' });
});

it.each(['sending', 'sent', 'delivered', 'failed', 'expired'] as const)('refuses when it is %s', async (status) => {
  await expect(cancel(at(status), 'm1')).rejects.toMatchObject({ type: 'conflict' });
});
