import { describe, expect, it } from 'vitest';
import { aMessage } from '../../test/support/a-message.ts';
import { makeManualTime } from '../../test/support/manual-time.ts';
import { FaultOrder, makeFaults, type KindAt } from '../faults/faults.ts';
import { callbackParameters, makeCallBack, makeNotifier } from './notify.ts';
import type { Callback, RetryReason } from './post.ts';

describe('notify', () => {
  const notifierWith = (kind?: KindAt<'callback'>) => {
    const time = makeManualTime();
    const calls: (string | undefined)[] = [];
    const faults = makeFaults(1);
    if (kind) faults.order(FaultOrder.parse({ kind, callback_late_ms: 3000 }));
    const notifier = makeNotifier({
      accountSid: 'AC1',
      callBack: async (_, parameters) => calls.push(parameters['MessageStatus']) > 0,
      faults,
      whatsappIdOf: () => undefined,
      disorderMs: 500,
      timers: time,
    });
    return { ...notifier, calls, time };
  };

  const statusCallback = 'https://shop.example/status';

  it('reports the current status of the message', () => {
    const { notify, calls } = notifierWith();
    const message = aMessage({ status: 'sent', statusCallback });
    notify(message);
    message.status = 'delivered';
    expect(calls).toEqual(['sent']);
  });

  it('makes no request when there is no callback', () => {
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

  it('reports twice', () => {
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

  it('reports late', () => {
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
});

describe('a callback', () => {
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
});

describe('parameters', () => {
  const account = `AC${'a'.repeat(32)}`;
  const updatedAt = Date.parse('2026-11-22T13:45:00Z');
  const whatsapp = { to: 'whatsapp:+5511988887777', from: 'whatsapp:+551150289876' };

  it('names the message, its status, and the carrier’s time of an SMS', () => {
    const message = aMessage({ status: 'delivered', updatedAt });
    expect(callbackParameters(account, message)).toEqual({
      AccountSid: account,
      ApiVersion: '2010-04-01',
      From: message.from,
      To: message.to,
      MessageSid: message.sid,
      SmsSid: message.sid,
      MessageStatus: 'delivered',
      SmsStatus: 'delivered',
      RawDlrDoneDate: '2611221345',
    });
  });

  it('says why a WhatsApp message did not arrive', () => {
    const message = aMessage({ ...whatsapp, status: 'undelivered', errorCode: 63024 });
    expect(callbackParameters(account, message)).toMatchObject({
      ChannelPrefix: 'whatsapp',
      ChannelInstallSid: `XE${'a'.repeat(32)}`,
      ErrorCode: '63024',
      ChannelStatusMessage: expect.stringContaining('recipient'),
    });
  });

  it('marks a read receipt, and no error where there is none', () => {
    const parameters = callbackParameters(account, aMessage({ ...whatsapp, status: 'read' }));
    expect(parameters).toMatchObject({ EventType: 'READ' });
    expect(parameters).not.toHaveProperty('ErrorCode');
    expect(parameters).not.toHaveProperty('RawDlrDoneDate');
  });

  it('names the Messaging Service when there is one', () => {
    expect(callbackParameters(account, aMessage({ messagingServiceSid: 'MG1' }))).toMatchObject({
      MessagingServiceSid: 'MG1',
    });
  });
});
