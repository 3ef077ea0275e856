import type { ReplyKeyword } from '@recado/contract';
import { expect, it, vi } from 'vitest';
import type { RecordedSender } from '../senders/sender.ts';
import type { InboundReport } from './inbound.ts';
import { replyKeywordOf } from './keywords.ts';
import { confirmationTexts, defaultConfirmation, type OptOutConfirmation } from './opt-out-confirmation.ts';
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

type Deps = Parameters<typeof takeInbound>[0];

const taking = async (change: Partial<InboundReport>, more: Partial<Deps> = {}) => {
  const insertInbound = vi.fn<Deps['insertInbound']>(async () => 'confirmed');
  const enqueueSoon = vi.fn<Deps['enqueueSoon']>();
  const senders = [
    sender('texts', 'sms', '+551150289876'),
    sender('store', 'whatsapp', '+551150289876'),
    sender('pool', 'sms', 'MG1'),
  ];
  const findConfirmationBasis = async () => ({ setting: defaultConfirmation });
  const deps = {
    clock: () => now,
    findSenders: async () => senders,
    findConfirmationBasis,
    confirmConsent: async () => undefined,
    insertInbound,
    enqueueSoon,
  };
  await takeInbound({ ...deps, ...more }, report(change));
  return { inbound: insertInbound.mock.calls[0]?.[0], jobs: enqueueSoon.mock.calls.map(([job]) => job) };
};

const taken = async (change: Partial<InboundReport>) => (await taking(change)).inbound;

it.each<[Partial<InboundReport>, ReplyKeyword | undefined]>([
  [{ content: { body: 'parar' } }, 'stop'],
  [{ content: { body: 'não pare' } }, undefined],
  [{ content: { body: 'Não quero', button: { text: 'Não quero', payload: 'STOP' } } }, 'stop'],
  [{ content: { body: 'Sair', button: { text: 'Sair', payload: 'leave_1' } } }, 'stop'],
  [{ content: { body: 'Sim', button: { text: 'Sim', payload: 'yes' } } }, undefined],
  [{ content: { body: 'quero voltar' }, wish: 'start' }, 'start'],
  [{ content: { body: 'STOP' }, wish: 'help' }, 'help'],
])('%j means %s', async (change, keyword) => {
  expect((await taken(change))?.wish).toBe(keyword);
});

it.each<[string, Partial<InboundReport>, string | undefined]>([
  ['the number on its channel', {}, 'store'],
  ['the number on the other channel', { channel: 'sms' }, 'texts'],
  ['a Messaging Service', { channel: 'sms', to: ['+551100000000', 'MG1'] }, 'pool'],
  ['nobody', { to: ['+551100000000'] }, undefined],
])('finds the sender that has %s', async (_what, change, senderId) => {
  expect((await taken(change))?.senderId).toBe(senderId);
});

it.each([
  ['by webhook', {}, undefined],
  ["from Twilio's list", { receivedAt: new Date('2026-11-22T11:00:00Z') }, true],
])('a message that comes %s', async (_how, change, isListed) => {
  expect((await taken(change))?.isListed).toBe(isListed);
});

it('answers what left in the last 72 hours', async () => {
  expect(await taken({})).toMatchObject({ receivedAt: now, answersSince: new Date('2026-11-19T12:00:00Z') });
});

const { pt, es, en } = confirmationTexts;
const stop = { content: { body: 'STOP' } };
const own: OptOutConfirmation = { enabled: true, texts: { fr: { stop: 'Entendu.' }, pt: { stop: 'Feito.' } } };

it.each<
  [string, Partial<InboundReport>, Partial<{ language: string; setting: OptOutConfirmation }>, string | undefined]
>([
  ['a Brazilian', stop, {}, pt?.stop],
  ['a Portuguese START', { from: '+351912345678', content: { body: 'voltar' } }, {}, pt?.start],
  ['a Mexican', { ...stop, from: '+5215512345678' }, {}, es?.stop],
  ['an American', { ...stop, from: '+14155550123' }, {}, en.stop],
  ['a Brazilian who reads English', stop, { language: 'en_US' }, en.stop],
  ['a Brazilian who reads French, for which there is no text', stop, { language: 'fr' }, pt?.stop],
  ['one for whose language a text was set', stop, { language: 'fr', setting: own }, 'Entendu.'],
  ['one for whose country a text was set', stop, { setting: own }, 'Feito.'],
  ['one whose keyword has no text', { content: { body: 'voltar' } }, { setting: own }, pt?.start],
  ['one that Twilio has confirmed', { ...stop, isAnswered: true }, {}, undefined],
  ['a short code', { ...stop, from: '27800', channel: 'sms' }, {}, undefined],
  ['one to an unknown address', { ...stop, to: ['+551100000000'] }, {}, undefined],
  ['one who asks for help', { content: { body: 'ajuda' } }, {}, undefined],
  ['one who just writes', { content: { body: 'não pare' } }, {}, undefined],
  ['anybody where it is switched off', stop, { setting: { ...own, enabled: false } }, undefined],
])('confirms to %s', async (_who, change, basis, text) => {
  const findConfirmationBasis = async () => ({ setting: defaultConfirmation, ...basis });
  const { inbound, jobs } = await taking(change, { findConfirmationBasis });
  expect(inbound?.confirmation?.body).toBe(text);
  expect(jobs).toEqual(text === undefined ? [] : [{ messageId: inbound?.confirmation?.id, senderId: 'store' }]);
});

it('counts the segments of a confirmation by SMS', async () => {
  const { inbound, jobs } = await taking({ content: { body: 'PARAR' }, channel: 'sms' });
  expect(inbound?.confirmation).toMatchObject({ segments: 2 });
  expect(jobs).toMatchObject([{ senderId: 'texts', segments: 2 }]);
});

it('queues no confirmation that the record found needless', async () => {
  const enqueueSoon = vi.fn<Deps['enqueueSoon']>();
  await taking(stop, { insertInbound: async () => 'kept', enqueueSoon });
  expect(enqueueSoon).not.toHaveBeenCalled();
});

it.each(Object.entries(confirmationTexts))(
  'names words in %s that are recognized',
  (_language, { stop: out, start: back }) => {
    const named = (text: string) => replyKeywordOf(/([A-Z]+)\.$/.exec(text)?.[1] ?? '');
    expect([named(out), named(back)]).toEqual(['start', 'stop']);
  },
);
