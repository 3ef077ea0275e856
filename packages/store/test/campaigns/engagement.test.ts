import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCampaignStore, type CampaignStore, type Person } from '../support/campaign-store.ts';
import { inboundMessage, later, message, noon, settlement, sidOf, submitted } from '../support/samples.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const minute = 60_000;

/** A campaign whose messages all left at noon. */
const sentTo = async (people: Person[]) => {
  const campaignId = await test.campaign({ recipients: people.length });
  const ids = await test.audience(campaignId, people);
  await test.feedNext(campaignId, people.length);
  for (const id of ids) {
    await test.claim(id, noon);
    await test.store.record(submitted(id));
  }
  return { campaignId, ids };
};

type Answer = Partial<Parameters<typeof inboundMessage>[1]>;

const answer = (to: string, minutes: number, change: Answer = {}) =>
  test.store.insertInbound(inboundMessage(to, { receivedAt: later(minutes * minute), ...change }));

const engagementOf = async (id: string) => (await test.store.findProgress(id))?.engagement;

const addUp = async () => {
  while ((await test.store.applyDeltas(2)) > 0);
};

it('counts each person once, and each press of a button, before and after the counts are added up', async () => {
  const people = test.people(4);
  const [ana = '', bia = '', caio = ''] = people.map(({ to }) => to);
  const { campaignId, ids } = await sentTo(people);
  const button = { button: { text: 'Quero', payload: 'yes' } };
  await answer(ana, 2, { content: button });
  await answer(ana, 3, { content: button });
  await answer(bia, 8, { wish: 'stop' });
  await answer(bia, 9, { optOutRequest: 'clear' });
  await answer(caio, 4);
  const [first = '', second = '', third = ''] = ids;
  for (const [messageId, minutes] of [
    [first, 1],
    [second, 2],
    [third, 30],
  ] as const)
    await test.store.settleMessage(settlement({ messageId, status: 'read', at: later(minutes * minute) }));
  const expected = {
    hasReceipts: true,
    replied: 3,
    optedOut: 1,
    buttons: [{ text: 'Quero', presses: 2 }],
    secondsToRead: expect.toSatisfy((seconds: number) => Math.abs(seconds / 120 - 1) < 0.1),
    secondsToReply: expect.toSatisfy((seconds: number) => Math.abs(seconds / 240 - 1) < 0.1),
  };
  expect(await engagementOf(campaignId)).toEqual(expected);
  await addUp();
  expect(await engagementOf(campaignId)).toEqual(expected);
  const history = await test.store.loadHistory(campaignId, { from: noon, to: later(60 * minute), stepSeconds: 3600 });
  expect(history.reduce((sum, { replied }) => sum + replied, 0)).toBe(5);
});

it('counts a person once who answers twice at the same time, and a replay of an answer not at all', async () => {
  const people = test.people(1);
  const to = people[0]?.to ?? '';
  const { campaignId } = await sentTo(people);
  const other = test.another();
  const replay = { twilioSid: 'SM-replayed' };
  await Promise.all([
    ...Array.from({ length: 4 }, (_, at) => answer(to, at, { optOutRequest: 'clear' })),
    other.insertInbound(inboundMessage(to, { receivedAt: later(minute), ...replay })),
    answer(to, 1, replay),
  ]);
  await other[Symbol.asyncDispose]();
  expect(await engagementOf(campaignId)).toMatchObject({ replied: 1, optedOut: 1 });
  await addUp();
  const [counted] = await test.sql(`select sum(replied)::int as n from campaign_minutes where campaign_id = $1`, [
    campaignId,
  ]);
  expect(counted?.['n']).toBe(5);
});

it('does not count the answer to another message, or by another person', async () => {
  const people = test.people(1);
  const { campaignId } = await sentTo(people);
  const { campaignId: other, ids } = await sentTo(people);
  await answer(people[0]?.to ?? '', 1, { repliedTo: sidOf(ids[0] ?? '') });
  await answer(test.people(1)[0]?.to ?? '', 1);
  expect(await engagementOf(campaignId)).toMatchObject({ replied: 0, buttons: [] });
  expect(await engagementOf(other)).toMatchObject({ replied: 1 });
});

it('keeps no more than the beginning of a long text of a button, and no control characters', async () => {
  const people = test.people(1);
  const { campaignId } = await sentTo(people);
  await answer(people[0]?.to ?? '', 1, { content: { button: { text: `\0${'é'.repeat(70_000)}` } } });
  expect(await engagementOf(campaignId)).toMatchObject({ buttons: [{ text: 'é'.repeat(64), presses: 1 }] });
});

/** The messages that arrive in each statement. */
type Arrivals = ('whatsapp' | 'sms')[][];

it.each<[Arrivals, number]>([
  [[], 0],
  [[['whatsapp']], 1],
  [[['sms']], 1],
  [[['whatsapp'], ['sms']], 1],
  [[['sms'], ['whatsapp']], 1],
  [[['whatsapp', 'sms']], 1],
  [
    [
      ['sms', 'whatsapp'],
      ['whatsapp', 'sms'],
    ],
    1,
  ],
])('a person whose messages arrive as %j counts %i times as reached', async (arrivals, expected) => {
  const people = test.people(3, { hasFallback: true });
  const { campaignId, ids } = await sentTo(people);
  const pairs = new Map<string, string[]>([
    ['whatsapp', ids],
    ['sms', []],
  ]);
  for (const [place, { to }] of people.entries()) {
    const sms = message({ to, channel: 'sms', senderId: 'texts', content: { kind: 'body', body: 'Oi' } });
    await test.store.insertMessage(sms);
    await test.claim(sms.id, noon);
    await test.store.record(submitted(sms.id));
    await test.sql('update messages set campaign_id = $2, fallback_for = $3 where id = $1', [
      sms.id,
      campaignId,
      ids[place],
    ]);
    await test.sql('update messages set fallback_id = $2 where id = $1', [ids[place], sms.id]);
    pairs.get('sms')?.push(sms.id);
  }
  for (const arriving of arrivals)
    await test.sql(
      `update messages set status = case when status = 'delivered' then 'read' else 'delivered' end::message_status
      where id = any ($1)`,
      [arriving.flatMap((each) => pairs.get(each) ?? [])],
    );
  const reached = async () => {
    const [row] = await test.sql(
      `select (select coalesce(sum(reached), 0) from campaign_costs where campaign_id = $1)::int
        + (select coalesce(sum(reached), 0) from campaign_deltas where campaign_id = $1)::int as people`,
      [campaignId],
    );
    return row?.['people'];
  };
  expect(await reached()).toBe(expected * people.length);
  await addUp();
  expect(await reached()).toBe(expected * people.length);
});
