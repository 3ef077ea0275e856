import type { Outcome, Submission } from '@recado/messaging';
import { expect, it, vi } from 'vitest';
import { rateLimited } from './limit-requests.ts';

const submission: Submission = {
  messageId: 'm1',
  channel: 'sms',
  from: '+14155550100',
  to: '+5511987654321',
  content: { kind: 'body', body: 'Oi' },
};
const submitted: Outcome = { kind: 'submitted', sid: 'SM1' };

/** A slot that is due. */
const atOnce = { waitUntilDue: async () => {}, isOnTime: () => true };

const start = (most: number) => {
  let now = 0;
  const answers: ((outcome: Outcome) => void)[] = [];
  const send = vi.fn(() => new Promise<Outcome>((resolve) => answers.push(resolve)));
  const limited = rateLimited(send, { atOnce: most, clock: () => new Date(now) });
  return {
    send,
    ask: (sendSlot = atOnce) => limited(submission, sendSlot),
    answer: () => answers.shift()?.(submitted),
    wait: (ms: number) => {
      now += ms;
    },
  };
};

it('holds back a request until one of those before it is answered', async () => {
  const { send, ask, answer } = start(2);
  const requests = [ask(), ask(), ask()];
  await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(2));
  answer();
  await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(3));
  answer();
  answer();
  expect(await Promise.all(requests)).toEqual([submitted, submitted, submitted]);
});

it('gives the place of a request that threw to the next', async () => {
  const { send, ask, answer } = start(1);
  send.mockRejectedValueOnce(new Error('no'));
  const first = ask();
  const second = ask();
  await expect(first).rejects.toThrow('no');
  await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(2));
  answer();
  expect(await second).toEqual(submitted);
});

it('does not send what waited until its claim may be over', async () => {
  const { send, ask, answer, wait } = start(1);
  const first = ask();
  const second = ask();
  await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(1));
  wait(5_001);
  answer();
  expect(await first).toEqual(submitted);
  expect(await second).toMatchObject({ kind: 'unsent' });
  expect(send).toHaveBeenCalledTimes(1);
});

it('sends when its moment has come, and not what may not go any more', async () => {
  const moment = Promise.withResolvers<void>();
  const { send, ask } = start(1);
  const isOnTime = vi.fn(() => false);
  const requests = ask({ waitUntilDue: () => moment.promise, isOnTime });
  expect(isOnTime).not.toHaveBeenCalled();
  moment.resolve();
  expect(await requests).toBe('late');
  expect(send).not.toHaveBeenCalled();
});

it('takes no place from others while it waits for its moment', async () => {
  const { send, ask, answer } = start(1);
  void ask({ ...atOnce, waitUntilDue: () => new Promise(() => {}) });
  const requests = ask();
  await vi.waitFor(() => expect(send).toHaveBeenCalledOnce());
  answer();
  expect(await requests).toEqual(submitted);
});
