import { expect, it, vi } from 'vitest';
import { settle } from './settle.ts';

it('hands the record the report, the time and the statuses that it may move from', async () => {
  const settleMessage = vi.fn<Parameters<typeof settle>[0]['settleMessage']>(async () => 'moved');
  const report = { messageId: 'm1', twilioSid: 'SM1', status: 'delivered', twilioStatus: 'delivered' } as const;
  expect(await settle({ clock: () => new Date(7), settleMessage }, report)).toBe('moved');
  expect(settleMessage).toHaveBeenCalledExactlyOnceWith({
    ...report,
    at: new Date(7),
    from: ['accepted', 'sending', 'sent'],
  });
});
