import type { Wish } from '@recado/contract';
import { expect, it, vi } from 'vitest';
import type { RecordedSender } from '../sender.ts';
import type { InboundReport } from './inbound.ts';
import { takeInbound } from './take-inbound.ts';

const now = new Date('2026-11-22T12:00:00Z');

const sender = (id: string, channel: 'whatsapp' | 'sms', address: string): RecordedSender => ({
  id,
  channel,
  address,
  mps: 1,
  dailyLimit: null,
  paused: false,
  createdAt: now,
  updatedAt: now,
});

const report = (change: Partial<InboundReport> = {}): InboundReport => ({
  twilioSid: 'SM1',
  channel: 'whatsapp',
  from: '+5511987654321',
  to: ['+551150289876'],
  content: {},
  ...change,
});

const taken = async (change: Partial<InboundReport>) => {
  const insertInbound = vi.fn<Parameters<typeof takeInbound>[0]['insertInbound']>(async () => 'kept');
  const senders = [
    sender('texts', 'sms', '+551150289876'),
    sender('store', 'whatsapp', '+551150289876'),
    sender('pool', 'sms', 'MG1'),
  ];
  await takeInbound({ clock: () => now, findSenders: async () => senders, insertInbound }, report(change));
  return insertInbound.mock.calls[0]?.[0];
};

it.each<[Partial<InboundReport>, Wish | undefined]>([
  [{ content: { body: 'parar' } }, 'stop'],
  [{ content: { body: 'não pare' } }, undefined],
  [{ content: { body: 'Não quero', button: { text: 'Não quero', payload: 'STOP' } } }, 'stop'],
  [{ content: { body: 'Sair', button: { text: 'Sair', payload: 'leave_1' } } }, 'stop'],
  [{ content: { body: 'Sim', button: { text: 'Sim', payload: 'yes' } } }, undefined],
  [{ content: { body: 'quero voltar' }, wish: 'start' }, 'start'],
  [{ content: { body: 'STOP' }, wish: 'help' }, 'help'],
])('%j wishes %s', async (change, wish) => {
  expect((await taken(change))?.wish).toBe(wish);
});

it.each<[string, Partial<InboundReport>, string | undefined]>([
  ['the number on its channel', {}, 'store'],
  ['the number on the other channel', { channel: 'sms' }, 'texts'],
  ['a Messaging Service', { channel: 'sms', to: ['+551100000000', 'MG1'] }, 'pool'],
  ['nobody', { to: ['+551100000000'] }, undefined],
])('finds the sender that has %s', async (_what, change, senderId) => {
  expect((await taken(change))?.senderId).toBe(senderId);
});

it('answers what left in the last 72 hours', async () => {
  expect(await taken({})).toMatchObject({ receivedAt: now, answersSince: new Date('2026-11-19T12:00:00Z') });
});
