import type { MemberChoice } from '@recado/messaging';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contentOf, makeSealer } from '../../src/encryption/sealer.ts';
import { keys } from '../support/test-store.ts';
import { openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';

let test: CampaignStore;
let id: string;
let ids: string[];
beforeAll(async () => {
  test = await openCampaignStore();
  id = await test.campaign();
  ids = await test.audience(id, [
    { to: '+5511987650000', slot: 63, zoneSet: 2, variables: { order_id: 'first' } },
    { to: '+5511987650001', slot: 1, variables: { order_id: 'second' } },
    { to: '+5511987650002', slot: 1, variables: { order_id: 'third' }, excluded: 'opted_out' },
  ]);
});
afterAll(() => test[Symbol.asyncDispose]());

const find = (choice: MemberChoice, campaignId = id) => test.store.findAudienceMember(campaignId, choice);
const content = { kind: 'template', name: 'order_confirmation', language: 'pt_BR' };

it('is found as it was imported, with encrypted values decrypted', async () => {
  expect(await find('first')).toEqual({
    id: ids[0],
    line: 0,
    to: '+5511987650000',
    content: { ...content, variables: { order_id: 'first' } },
  });
});

it.each<[string, () => MemberChoice]>([
  ['their line', () => ({ line: 2 })],
  ['their id', () => ({ id: ids[2] ?? '' })],
  ['their number', () => ({ to: '+5511987650002' })],
  ['another spelling of it', () => ({ to: '+551187650002' })],
])('is found by %s', async (_how, choice) => {
  expect(await find(choice())).toMatchObject({
    id: ids[2],
    excluded: 'opted_out',
    content: { variables: { order_id: 'third' } },
  });
});

it('is found with the fallback SMS', async () => {
  const fallback = { channel: 'sms', body: 'Oi' };
  const other = await test.campaign({ fallback });
  const [member] = await test.audience(other, test.people(1));
  expect(await find('first', other)).not.toHaveProperty('fallback');
  const smsId = uuidv7();
  const sealed = makeSealer(keys.encryptionKeys).seal(JSON.stringify({ body: 'Oi' }), contentOf(smsId));
  await test.sql('update recipients set fallback_id = $2, fallback_content_sealed = $3 where id = $1', [
    member,
    smsId,
    sealed,
  ]);
  expect(await find('first', other)).toMatchObject({ fallback: { kind: 'body', body: 'Oi' } });
});

it('is undefined for an empty audience', async () => {
  const empty = await test.campaign();
  for (const choice of ['first', { line: 1 }, { id: ids[1] ?? '' }, { to: '+5511987650001' }] as const)
    expect(await find(choice, empty)).toBeUndefined();
  expect(await find({ line: 99 })).toBeUndefined();
});
