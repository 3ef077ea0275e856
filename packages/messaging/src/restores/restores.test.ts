import { expect, it, vi } from 'vitest';
import { watchRestores, type OpenRestore, type Restore } from './restores.ts';

const restore: Restore = { foundAt: new Date(2_000), backupAt: new Date(1_000), cause: 'copy' };

const watch = async (found: Restore | undefined, open: OpenRestore | undefined) => {
  const deps = {
    recognizeRestore: vi.fn(async () => ({ seenAt: new Date(5_000), ...(found && { restore: found }) })),
    recallSeen: async () => new Date(4_000),
    rememberSeen: vi.fn(async () => undefined),
    findOpenRestore: async () => open,
    endRestores: vi.fn(async () => undefined),
    log: { info: vi.fn(), warn: vi.fn() },
  };
  await watchRestores(deps);
  return deps;
};

it('a recognized restore is logged with the time of its backup', async () => {
  const { log, endRestores } = await watch(restore, { ...restore, messages: 3, senders: 0 });
  expect(log.warn).toHaveBeenCalledWith(
    { backup_at: restore.backupAt, found_at: restore.foundAt, cause: 'copy' },
    expect.stringContaining('restored'),
  );
  expect(endRestores).not.toHaveBeenCalled();
});

it.each([
  ['a message is not compared', { messages: 1, senders: 0 }, 0],
  ['an inbound list is not read', { messages: 0, senders: 1 }, 0],
  ['nothing is left', { messages: 0, senders: 0 }, 1],
])('while %s it %o ends %i times', async (_what, left, times) => {
  const { log, endRestores } = await watch(undefined, { ...restore, ...left });
  expect(endRestores).toHaveBeenCalledTimes(times);
  expect(log.info).toHaveBeenCalledTimes(times);
});

it('without a restore it only remembers outside of the database when that was seen', async () => {
  const { log, endRestores, recognizeRestore, rememberSeen } = await watch(undefined, undefined);
  expect(recognizeRestore).toHaveBeenCalledWith(new Date(4_000));
  expect(rememberSeen).toHaveBeenCalledWith(new Date(5_000));
  expect(endRestores).not.toHaveBeenCalled();
  expect(log.warn).not.toHaveBeenCalled();
});
