import { expect, it, vi } from 'vitest';
import { draftOf } from '../../test/support/draft.ts';
import type { Inserted } from '../messages/accept.ts';
import type { NewMessage } from '../messages/message.ts';
import type { RecordedSender } from '../senders/sender.ts';
import { defaultMarketingWindow } from '../sending-window/window.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import { testSend } from './test-send.ts';

const now = new Date('2026-11-22T03:00:00Z');
const dates = { createdAt: now, updatedAt: now };

const campaign = draftOf(now, { variables: { discount: '10%' }, senderIds: ['store'], recipients: 0 });

const store: RecordedSender = {
  id: 'store',
  channel: 'whatsapp',
  address: '+551150289876',
  mps: 80,
  dailyLimit: null,
  paused: false,
  ...dates,
};

const template: RecordedTemplate = {
  name: 'promotion',
  language: 'pt_BR',
  channel: 'whatsapp',
  category: 'marketing',
  contentSid: 'HX1',
  variables: ['discount'],
  ...dates,
};

const unwilling = '+5511987654399';

const world = () => ({
  clock: () => now,
  defaultCountry: 'BR' as const,
  loadCampaign: async () => campaign,
  findAudienceMember: async () => undefined,
  findSenders: async () => [store],
  findTemplate: async () => template,
  findTemplateLanguages: async () => [template],
  findMarketingWindow: async () => defaultMarketingWindow,
  insertMessage: vi.fn(async (message: NewMessage, _key?: { key: string }): Promise<Inserted> =>
    message.to === unwilling ? { kind: 'excluded', reason: 'opted_out' } : { kind: 'created' },
  ),
  findKey: async () => undefined,
  enqueueSoon: vi.fn(),
  findTestNumbers: async () => ['+5511987654321', '+5511987654322', unwilling],
  writeSharedEntry: vi.fn<Parameters<typeof testSend>[0]['writeSharedEntry']>(async () => 100),
});

const by = { actor: { id: 'k1', name: 'shop' } };

it("sends the campaign's content at once, as messages of their own", async () => {
  const deps = world();
  const results = await testSend(deps, campaign.id, { to: ['11987654321', '11987654322'] }, by);
  const messages = deps.insertMessage.mock.calls.map(([message]) => message);
  expect(results).toEqual(messages.map(({ to, id: messageId }) => ({ to, messageId })));
  expect(messages).toMatchObject([{ to: '+5511987654321' }, { to: '+5511987654322' }]);
  expect(messages[0]).toMatchObject({
    senderId: 'store',
    category: 'utility',
    content: { name: 'promotion', language: 'pt_BR', variables: { discount: '10%' } },
    metadata: { campaign_test: campaign.id },
  });
  expect(messages[0]).not.toHaveProperty('dueAt');
  expect(deps.writeSharedEntry).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ ...by, action: 'campaign.tested', object: `campaigns/${campaign.id}` }),
    { count: 2, limit: 100, since: new Date('2026-11-21T03:00:00Z') },
  );
});

it('sends to any other number what the campaign is, by its rules', async () => {
  const deps = world();
  await testSend(deps, campaign.id, { to: ['11987654323', '11987654321'] }, by);
  const messages = deps.insertMessage.mock.calls.map(([message]) => message);
  expect(messages.map(({ category }) => category)).toEqual(['marketing', 'utility']);
  expect(messages[0]?.dueAt).toEqual(new Date('2026-11-22T12:00:00Z'));
});

it('sends nothing when the campaign has had its tests of the day', async () => {
  const deps = world();
  deps.writeSharedEntry.mockResolvedValue(1);
  await expect(testSend(deps, campaign.id, { to: ['11987654321', '11987654322'] }, by)).rejects.toMatchObject({
    type: 'rate-limited',
    message: expect.stringContaining('1 are left'),
  });
  expect(deps.insertMessage).not.toHaveBeenCalled();
});

it('counts a repeated request once', async () => {
  const deps = { ...world(), findKey: async () => ({ kind: 'repeated', messageId: 'm1' }) as const };
  const key = { owner: 'owner', key: 'abc', requestHash: Buffer.alloc(32) };
  await testSend(deps, campaign.id, { to: ['11987654321'] }, { ...by, key });
  expect(deps.writeSharedEntry).not.toHaveBeenCalled();
});

it('takes the variables that are given', async () => {
  const deps = world();
  await testSend(deps, campaign.id, { to: ['11987654321'], variables: { discount: '99%' } }, by);
  expect(deps.insertMessage.mock.calls[0]?.[0]).toMatchObject({ content: { variables: { discount: '99%' } } });
});

it('sends nothing to people who opted out, and still sends to the others', async () => {
  const deps = world();
  const results = await testSend(deps, campaign.id, { to: [unwilling, '11987654322'] }, by);
  expect(results).toMatchObject([{ to: unwilling, refused: { reason: 'opted_out' } }, { to: '+5511987654322' }]);
  expect(results[1]).toHaveProperty('messageId');
});

it.each([
  ['an invalid number', { to: ['11987654321', '123'] }, 'to.1'],
  ['a variable that the template does not take', { to: ['11987654321'], variables: { price: '1' } }, 'variables.price'],
  ['an unknown sender', { to: ['11987654321'], sender: 'nobody' }, 'sender'],
])('sends nothing at all for %s', async (_what, request, field) => {
  const deps = world();
  await expect(testSend(deps, campaign.id, request, by)).rejects.toMatchObject({
    errors: [expect.objectContaining({ field })],
  });
  expect(deps.insertMessage).not.toHaveBeenCalled();
});

it('gives each message a key of its own, the same when the request is repeated', async () => {
  const deps = world();
  const key = { owner: 'owner', key: 'abc', requestHash: Buffer.alloc(32) };
  for (let time = 0; time < 2; time += 1)
    await testSend(deps, campaign.id, { to: ['11987654321', '11987654322'] }, { ...by, key });
  const keys = deps.insertMessage.mock.calls.map(([, each]) => each?.key);
  expect(keys).toEqual(['abc\n0', 'abc\n1', 'abc\n0', 'abc\n1']);
});
