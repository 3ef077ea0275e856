import { expect, it } from 'vitest';
import { aMessage } from '../../test/a-message.ts';
import { makeManualTime } from '../../test/manual-time.ts';
import { makeFaults } from '../faults/faults.ts';
import type { KindAt } from '../faults/kinds.ts';
import { FaultOrder } from '../faults/order.ts';
import { makeNotifier } from './notify.ts';

const notifierWith = (kind?: KindAt<'callback'>) => {
  const time = makeManualTime();
  const calls: (string | undefined)[] = [];
  const faults = makeFaults(1);
  if (kind) faults.order(FaultOrder.parse({ kind, callback_late_ms: 3000 }));
  const notifier = makeNotifier({
    accountSid: 'AC1',
    callBack: async (_, parameters) => calls.push(parameters['MessageStatus']) > 0,
    faults,
    disorderMs: 500,
    timers: time,
  });
  return { ...notifier, calls, time };
};

const statusCallback = 'https://shop.example/status';

it('tells the status that the message has now', () => {
  const { notify, calls } = notifierWith();
  const message = aMessage({ status: 'sent', statusCallback });
  notify(message);
  message.status = 'delivered';
  expect(calls).toEqual(['sent']);
});

it('tells nobody when there is no callback', () => {
  const { notify, calls, counts } = notifierWith('callback_lost');
  notify(aMessage());
  expect(calls).toEqual([]);
  expect(counts.lost).toBe(0);
});

it('loses a callback', () => {
  const { notify, calls, counts } = notifierWith('callback_lost');
  notify(aMessage({ statusCallback }));
  expect(calls).toEqual([]);
  expect(counts.lost).toBe(1);
});

it('tells twice', () => {
  const { notify, calls } = notifierWith('callback_doubled');
  notify(aMessage({ statusCallback }));
  expect(calls).toEqual(['queued', 'queued']);
});

it('lets the next status overtake a disordered one', () => {
  const { notify, calls, time } = notifierWith('callback_disordered');
  notify(aMessage({ status: 'sent', statusCallback }));
  time.pass(200);
  notify(aMessage({ status: 'delivered', statusCallback }));
  time.pass(500);
  expect(calls).toEqual(['delivered', 'sent']);
});

it('tells late', () => {
  const { notify, calls, time } = notifierWith('callback_late');
  notify(aMessage({ status: 'sent', statusCallback }));
  time.pass(2999);
  expect(calls).toEqual([]);
  time.pass(1);
  expect(calls).toEqual(['sent']);
});

it('counts what was taken', async () => {
  const { notify, counts } = notifierWith();
  notify(aMessage({ statusCallback }));
  await expect.poll(() => counts.sent).toBe(1);
});
