import { describe, expect, it } from 'vitest';
import { aMessage } from '../../test/support/a-message.ts';
import { makeManualTime } from '../../test/support/manual-time.ts';
import type { Message } from '../messages/message.ts';
import { countSegments, makeLifecycle } from './lifecycle.ts';

describe('lifecycle', () => {
  const begin = (message: Message, optedOut = false) => {
    const time = makeManualTime();
    const moves: string[] = [];
    const lifecycle = makeLifecycle({
      pace: { stepMs: 100, jitter: 0, readShare: 0, priceDelayMs: 1000 },
      timers: time,
      now: time.now,
      chance: () => 0.5,
      chooseSender: () => '+15005550006',
      isOptedOut: () => optedOut,
      isWindowOpen: () => true,
      checkMedia: async () => undefined,
      stoppingCodeOf: (contentSid) => (contentSid === 'HXpaused' ? 63041 : undefined),
      onPriced: () => undefined,
      onMoved: ({ status }, from) => moves.push(`${from}>${status}`),
    });
    lifecycle.start(message);
    return { time, moves, lifecycle };
  };

  it('leads a message to its end, and prices it later', () => {
    const message = aMessage();
    const { time, moves } = begin(message);
    time.pass(300);
    expect(moves).toEqual(['queued>sending', 'sending>sent', 'sent>delivered']);
    expect(message).toMatchObject({ status: 'delivered', sentAt: 200, updatedAt: 300, settled: true, price: null });
    time.pass(1000);
    expect(message.price).toBe('-0.00830');
  });

  it('knows sender and segments of a Messaging Service’s message once it is queued', () => {
    const message = aMessage({ status: 'accepted', from: null, messagingServiceSid: 'MG1', numSegments: 0 });
    const { time } = begin(message);
    expect(message).toMatchObject({ from: null, numSegments: 0 });
    time.pass(100);
    expect(message).toMatchObject({ status: 'queued', from: '+15005550006', numSegments: 1 });
  });

  it('fails a Messaging Service’s message to who opted out', () => {
    const message = aMessage({ status: 'accepted', from: null, messagingServiceSid: 'MG1' });
    begin(message, true).time.pass(1000);
    expect(message).toMatchObject({ status: 'failed', errorCode: 21610 });
  });

  it('holds a scheduled message until its time', () => {
    const message = aMessage({ status: 'scheduled', sendAt: 60_000, messagingServiceSid: 'MG1' });
    const { time } = begin(message);
    time.pass(60_050);
    expect(message.status).toBe('scheduled');
    time.pass(50);
    expect(message.status).toBe('queued');
  });

  it('never sends what was canceled', () => {
    const message = aMessage({ status: 'scheduled', sendAt: 60_000, messagingServiceSid: 'MG1' });
    const { time, moves, lifecycle } = begin(message);
    lifecycle.cancel(message);
    time.pass(120_000);
    expect(moves).toEqual(['scheduled>canceled']);
  });

  it('leaves a canceled message canceled when its time had come', () => {
    const message = aMessage({ status: 'scheduled', sendAt: 60_000, messagingServiceSid: 'MG1' });
    const { time, lifecycle } = begin(message);
    time.pass(60_050);
    lifecycle.cancel(message);
    time.pass(120_000);
    expect(message.status).toBe('canceled');
  });

  it.each([
    ['fails what is made of a paused content', 'whatsapp:+5511988887777', 'HXpaused', 63041],
    ['delivers what is made of another', 'whatsapp:+5511988887777', 'HXother', null],
    ['delivers it by SMS, which knows no pause', '+5511988887777', 'HXpaused', null],
  ])('%s', (_what, to, contentSid, errorCode) => {
    const message = aMessage({ to, contentSid });
    const { time } = begin(message);
    time.pass(1000);
    expect(message).toMatchObject({ errorCode, status: errorCode ? 'failed' : 'delivered' });
  });
});

describe('segments', () => {
  const digits = (count: number) => '1234567890'.repeat(160).slice(0, count);

  it.each<[string, string, number]>([
    ['nothing', '', 1],
    ['160 GSM characters', digits(160), 1],
    ['161 GSM characters', digits(161), 2],
    ['306 GSM characters', digits(306), 2],
    ['307 GSM characters', digits(307), 3],
    ['an extension character and 158 others', `€${digits(158)}`, 1],
    ['an extension character and 159 others', `€${digits(159)}`, 2],
    ['an extension character across the end of a part', `${digits(152)}€${digits(153)}`, 3],
    ['70 accents that GSM-7 has not', 'Á'.repeat(70), 1],
    ['71 accents that GSM-7 has not', 'Á'.repeat(71), 2],
    ['an emoji and 68 digits', `😜${digits(68)}`, 1],
    ['an emoji and 69 digits', `😜${digits(69)}`, 2],
    ['an emoji and 133 digits', `😜${digits(133)}`, 3],
    ['a flag and 66 digits', `🇮🇹${digits(66)}`, 1],
    ['a flag and 67 digits', `🇮🇹${digits(67)}`, 2],
    ['a joined emoji and 64 digits', `🏳️‍🌈${digits(64)}`, 1],
    ['a joined emoji and 65 digits', `🏳️‍🌈${digits(65)}`, 2],
    ['an emoji and 68 brackets, which UCS-2 counts once', `😀${']'.repeat(68)}`, 1],
    ['an emoji and 69 brackets', `😀${']'.repeat(69)}`, 2],
    ['160 characters with one ê', `ê${digits(159)}`, 3],
    ['the 1600 characters of the longest text', digits(1600), 11],
  ])('%s', (_, text, segments) => {
    expect(countSegments(text)).toBe(segments);
  });
});
