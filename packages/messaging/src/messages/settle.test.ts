import { expect, it, vi } from 'vitest';
import { settle, type SettleDeps } from './settle.ts';

const report = { messageId: 'm1', twilioSid: 'SM1', status: 'delivered', twilioStatus: 'delivered' } as const;
const failure = { ...report, status: 'failed', twilioStatus: 'failed', errorCode: 30001 } as const;

const world = (settled: Awaited<ReturnType<SettleDeps['settleMessage']>> = 'moved') => ({
  clock: () => new Date(7),
  settleMessage: vi.fn<SettleDeps['settleMessage']>(async () => settled),
  heed: vi.fn<SettleDeps['heed']>(async () => {}),
});

it('hands the record the report, the time and the statuses that it may move from', async () => {
  const deps = world();
  expect(await settle(deps, report)).toBe('moved');
  expect(deps.settleMessage).toHaveBeenCalledExactlyOnceWith({
    ...report,
    at: new Date(7),
    from: ['accepted', 'sending', 'sent'],
  });
  expect(deps.heed).not.toHaveBeenCalled();
});

it('heeds what a report says of the sender, once', async () => {
  const sign = { kind: 'slow', code: 30001 } as const;
  const first = world();
  await settle(first, { ...failure, sign });
  expect(first.heed).toHaveBeenCalledExactlyOnceWith('m1', sign);
  const again = world('kept');
  await settle(again, { ...failure, sign });
  expect(again.heed).not.toHaveBeenCalled();
});
