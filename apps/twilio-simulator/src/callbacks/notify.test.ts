import { expect, it } from 'vitest';
import { aMessage } from '../../test/a-message.ts';
import { makeManualTime } from '../../test/manual-time.ts';
import { makeNotifier, type Unreliability } from './notify.ts';

const reliable = { loss: 0, disorder: 0, duplicates: 0 };

const notifierWith = (unreliability: Partial<Unreliability>, chance = () => 0.5) => {
  const time = makeManualTime();
  const calls: (string | undefined)[] = [];
  const notifier = makeNotifier({
    accountSid: 'AC1',
    callBack: async (_, parameters) => calls.push(parameters['MessageStatus']) > 0,
    unreliability: { ...reliable, ...unreliability },
    latenessMs: 500,
    timers: time,
    chance,
  });
  return { ...notifier, calls, time };
};

const statusCallback = 'https://shop.example/status';

it('tells the status that the message has now', () => {
  const { notify, calls } = notifierWith({});
  const message = aMessage({ status: 'sent', statusCallback });
  notify(message);
  message.status = 'delivered';
  expect(calls).toEqual(['sent']);
});

it('tells nobody when there is no callback', () => {
  const { notify, calls, counts } = notifierWith({ loss: 1 });
  notify(aMessage());
  expect(calls).toEqual([]);
  expect(counts.lost).toBe(0);
});

it('loses a share', () => {
  const { notify, calls, counts } = notifierWith({ loss: 0.6 });
  notify(aMessage({ statusCallback }));
  expect(calls).toEqual([]);
  expect(counts.lost).toBe(1);
});

it('tells twice', () => {
  const { notify, calls } = notifierWith({ duplicates: 1 });
  notify(aMessage({ statusCallback }));
  expect(calls).toEqual(['queued', 'queued']);
});

it('lets the next status overtake a late one', () => {
  const draws = [0.5, 0, 0.5, 0.5, 0.5, 0.5];
  const { notify, calls, time } = notifierWith({ disorder: 0.4 }, () => draws.shift() ?? 0.5);
  notify(aMessage({ status: 'sent', statusCallback }));
  time.pass(200);
  notify(aMessage({ status: 'delivered', statusCallback }));
  time.pass(500);
  expect(calls).toEqual(['delivered', 'sent']);
});

it('counts what was taken and what was not', async () => {
  const { notify, counts } = notifierWith({});
  notify(aMessage({ statusCallback }));
  await expect.poll(() => counts.sent).toBe(1);
});
