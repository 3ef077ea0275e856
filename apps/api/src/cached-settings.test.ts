import type { RecordedSender, RecordedTemplate } from '@recado/messaging';
import { expect, it, vi } from 'vitest';
import { keepSettings } from './cached-settings.ts';

type Store = Parameters<typeof keepSettings>[0]['store'];

const sender: RecordedSender = {
  id: 'store',
  channel: 'sms',
  address: '+551150289876',
  mps: 10,
  dailyLimit: null,
  paused: false,
  createdAt: new Date(0),
  updatedAt: new Date(0),
};

const templateIn = (name: string, language = 'pt_BR'): RecordedTemplate => ({
  name,
  language,
  channel: 'sms',
  category: 'utility',
  body: 'Oi',
  variables: [],
  createdAt: new Date(0),
  updatedAt: new Date(0),
});

const world = () => {
  let now = 0;
  const store = {
    findSenders: vi.fn<Store['findSenders']>(async () => [sender]),
    findTemplate: vi.fn<Store['findTemplate']>(async (name, language) => templateIn(name, language)),
    insertSender: vi.fn<Store['insertSender']>(),
    updateSender: vi.fn<Store['updateSender']>(async () => sender),
    putTemplate: vi.fn<Store['putTemplate']>(async (template) => template),
    seedTemplates: vi.fn<Store['seedTemplates']>(),
    recordRefreshes: vi.fn<Store['recordRefreshes']>(),
  };
  return { store, ...keepSettings({ store, clock: () => new Date(now) }), pass: (ms: number) => (now += ms) };
};

it('reads senders and each template once for all messages of a tenth of a second', async () => {
  const { store, kept, pass } = world();
  const read = () => Promise.all([kept.findSenders(), kept.findTemplate('order'), kept.findTemplate('order', 'en')]);
  await read();
  pass(99);
  expect(await read()).toEqual([[sender], templateIn('order'), templateIn('order', 'en')]);
  expect(store.findSenders).toHaveBeenCalledTimes(1);
  expect(store.findTemplate.mock.calls).toEqual([
    ['order', undefined],
    ['order', 'en'],
  ]);
  pass(1);
  await read();
  expect(store.findSenders).toHaveBeenCalledTimes(2);
  expect(store.findTemplate).toHaveBeenCalledTimes(4);
});

it('keeps nothing from before a change of this process', async () => {
  const { store, kept, changes } = world();
  await kept.findSenders();
  await changes.updateSender('store', { paused: true }, new Date(0));
  await kept.findSenders();
  expect(store.findSenders).toHaveBeenCalledTimes(2);
  await kept.findTemplate('order');
  await changes.putTemplate(templateIn('order'));
  await kept.findTemplate('order');
  expect(store.findTemplate).toHaveBeenCalledTimes(2);
});
