import { PutSender } from '@recado/contract';
import { expect, it, vi } from 'vitest';
import { putSender, type PutSenderDeps } from './put-sender.ts';
import type { RecordedSender } from './sender.ts';

const now = new Date('2026-11-28T12:00:00Z');
const by = { actor: { id: 'k1', name: 'ops' } };

const store: RecordedSender = {
  id: 'store',
  channel: 'whatsapp',
  address: '+551150289876',
  mps: 40,
  dailyLimit: 1000,
  paused: true,
  createdAt: new Date(0),
  updatedAt: new Date(0),
};

const world = (sender?: RecordedSender) => ({
  clock: () => now,
  findSender: vi.fn<PutSenderDeps['findSender']>(async () => sender),
  insertSender: vi.fn<PutSenderDeps['insertSender']>(async (created) => created),
  updateSender: vi.fn<PutSenderDeps['updateSender']>(
    async (_id, { portfolio, ...patch }) => sender && { ...sender, ...patch, ...(portfolio && { portfolio }) },
  ),
});

it.each([
  ['whatsapp', '+551150289876', 80],
  ['whatsapp', `MG${'a'.repeat(32)}`, 80],
  ['sms', 'LuEstilo', 10],
] as const)('creates a sender for %s from %s with %d messages per second', async (channel, address, mps) => {
  const deps = world();
  const { kind, sender } = await putSender(deps, 'store', PutSender.parse({ channel, address }), by);
  expect({ kind, sender }).toMatchObject({ kind: 'created', sender: { mps, dailyLimit: null, paused: false } });
  expect(deps.insertSender.mock.calls[0]?.[1]).toEqual({
    at: now,
    ...by,
    action: 'sender.created',
    object: 'senders/store',
    detail: { address },
  });
});

it.each([
  ['creates none without a channel and an address', undefined, { mps: 5 }, ['channel', 'address']],
  ['sends no WhatsApp from a name', undefined, { channel: 'whatsapp', address: 'LuEstilo' }, ['address']],
  ['keeps the channel', store, { channel: 'sms' }, ['channel']],
  ['has no portfolio for SMS', undefined, { channel: 'sms', address: 'LuEstilo', portfolio: 'main' }, ['portfolio']],
  ['keeps to addresses of its channel', store, { address: 'LuEstilo' }, ['address']],
  ['keeps to the id in the path', store, { id: 'other' }, ['id']],
] as const)('%s', async (_rule, before, body, fields) => {
  const deps = world(before);
  await expect(putSender(deps, 'store', PutSender.parse(body), by)).rejects.toMatchObject({
    errors: fields.map((field) => expect.objectContaining({ field })),
  });
  expect(deps.insertSender).not.toHaveBeenCalled();
  expect(deps.updateSender).not.toHaveBeenCalled();
});

it('changes only what is named, and says so in the audit log', async () => {
  const deps = world(store);
  await putSender(deps, 'store', PutSender.parse({ daily_limit: null }), by);
  expect(deps.updateSender.mock.calls[0]?.slice(1)).toMatchObject([
    { dailyLimit: null },
    now,
    { action: 'sender.changed', detail: { daily_limit: 'none' } },
  ]);
});

it('changes the sender that another request created a moment before', async () => {
  const deps = world();
  deps.insertSender.mockResolvedValue(undefined);
  deps.findSender.mockResolvedValueOnce(undefined).mockResolvedValue(store);
  const { kind } = await putSender(
    deps,
    'store',
    PutSender.parse({ channel: 'whatsapp', address: '+551150289876' }),
    by,
  );
  expect(kind).toBe('changed');
});

it('puts a sender into a portfolio and takes it out, and says so in the audit log', async () => {
  const deps = world(store);
  await putSender(deps, 'store', PutSender.parse({ portfolio: 'main' }), by);
  await putSender(deps, 'store', PutSender.parse({ portfolio: null }), by);
  expect(deps.updateSender.mock.calls.map(([, patch, , audit]) => [patch, audit.detail])).toEqual([
    [{ portfolio: 'main' }, { portfolio: 'main' }],
    [{ portfolio: null }, { portfolio: 'none' }],
  ]);
});
