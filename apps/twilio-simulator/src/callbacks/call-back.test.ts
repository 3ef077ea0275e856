import { expect, it } from 'vitest';
import { makeCallBack } from './call-back.ts';
import type { RetryReason } from './overrides.ts';
import type { Callback } from './post.ts';

const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';

const callBackWith = async (target: string, answers: (RetryReason | undefined)[], msForEach = 0) => {
  let now = 0;
  const attempts: Callback[] = [];
  const callBack = makeCallBack({
    authToken: '12345',
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    post: async (callback) => {
      now += msForEach;
      return answers[attempts.push(callback) - 1];
    },
  });
  const taken = await callBack(target, {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  });
  return { taken, attempts };
};

it('signs the URL without its fragment, as Twilio does', async () => {
  const { attempts } = await callBackWith(`${url}#rc=2`, []);
  expect(attempts[0]).toMatchObject({ url, headers: { 'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' } });
});

it('makes one attempt more by default, when there was no connection', async () => {
  expect((await callBackWith(url, ['ct', 'ct', 'ct'])).attempts).toHaveLength(2);
});

it('loses a callback for good that was answered with an error', async () => {
  const { taken, attempts } = await callBackWith(url, ['5xx']);
  expect(taken).toBe(false);
  expect(attempts).toHaveLength(1);
});

it('repeats what it is asked to, under one idempotency token', async () => {
  const { taken, attempts } = await callBackWith(`${url}#rc=5&rp=all`, ['5xx', '4xx', 'rt']);
  expect(taken).toBe(true);
  expect(attempts).toHaveLength(4);
  expect(new Set(attempts.map(({ headers }) => headers['i-twilio-idempotency-token'])).size).toBe(1);
});

it('gives up when the total time is over', async () => {
  const { taken, attempts } = await callBackWith(`${url}#rc=5&rp=all`, Array(6).fill('rt'), 7500);
  expect(taken).toBe(false);
  expect(attempts).toHaveLength(2);
});
