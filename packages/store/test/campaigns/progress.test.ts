import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { later, noon, settlement, submitted } from '../support/samples.ts';
import { openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';

let test: CampaignStore;
let id = '';
beforeAll(async () => {
  test = await openCampaignStore();
  await test.store.savePrices('USD', [], noon);
});
beforeEach(async () => {
  id = await test.campaign({ recipients: 4 });
});
afterAll(() => test[Symbol.asyncDispose]());

const read = () => test.store.findProgress(id);
const applyAllDeltas = async () => {
  while ((await test.store.applyDeltas(2)) > 0);
};
const statusCounts = async () =>
  Object.fromEntries((await read())?.counts.map(({ status, reason, messages }) => [reason ?? status, messages]) ?? []);

describe('progress', () => {
  it('is the same whether or not changes were added up', async () => {
    const [first = '', second = ''] = await test.audience(id, [
      ...test.people(3),
      ...test.people(1, { excluded: 'opted_out' }),
    ]);
    await test.feedNext(id, 10);
    const fed = { accepted: 3, opted_out: 1 };
    expect(await statusCounts()).toEqual(fed);
    await applyAllDeltas();
    expect(await statusCounts()).toEqual(fed);
    await test.claim(first, later(1));
    await test.claim(second, later(1));
    expect(await statusCounts()).toEqual({ accepted: 1, sending: 2, opted_out: 1 });
    await test.store.record(submitted(first));
    await test.store.settleMessage(settlement({ messageId: first, status: 'delivered' }));
    const moved = { accepted: 1, sending: 1, delivered: 1, opted_out: 1 };
    expect(await statusCounts()).toEqual(moved);
    expect(await read()).toMatchObject({ people: 4, reached: 1 });
    await applyAllDeltas();
    expect(await statusCounts()).toEqual(moved);
    expect(await read()).toMatchObject({ reached: 1, cost: { amount: '0', currency: 'USD' } });
  });

  it('has the history of each minute, whether or not changes were added up', async () => {
    const [first = '', second = '', third = ''] = await test.audience(id, [
      ...test.people(3),
      ...test.people(1, { excluded: 'opted_out' }),
    ]);
    await test.feedNext(id, 10);
    for (const person of [first, second, third]) {
      await test.claim(person, later(1));
      await test.store.record(submitted(person));
    }
    for (const status of ['delivered', 'read'] as const)
      await test.store.settleMessage(settlement({ messageId: first, status }));
    await test.store.settleMessage(settlement({ messageId: second, status: 'read' }));
    await test.store.settleMessage(settlement({ messageId: third, status: 'undelivered' }));
    await test.sql('update campaign_deltas set at = $2 where campaign_id = $1', [id, noon]);
    const history = async () => {
      const range = await test.store.findHistoryRange(id);
      return range && (await test.store.loadHistory(id, { ...range, stepSeconds: 60 }));
    };
    const point = {
      at: noon,
      sent: 3,
      delivered: 2,
      read: 2,
      failed: 1,
      suppressed: 1,
      canceled: 0,
      replied: 0,
      cost: '0',
    };
    expect(await history()).toEqual([point]);
    await applyAllDeltas();
    expect(await history()).toEqual([point]);
    await test.sql(`update messages set status = 'delivered' where id = $1`, [third]);
    expect(await history()).toHaveLength(2);
  });

  it('knows how many went out lately', async () => {
    const [first = ''] = await test.audience(id, test.people(1));
    await test.feedNext(id, 10);
    await test.claim(first, later(1));
    await test.store.record(submitted(first));
    await applyAllDeltas();
    expect((await read())?.pace).toMatchObject({ messages: 1 });
    await test.sql(`update campaign_paces set at = at - interval '31 s'`);
    expect((await read())?.pace).toMatchObject({ messages: 0 });
  });

  it('says what messages of unknown outcome wait for, and since when', async () => {
    const [first = '', second = ''] = await test.audience(id, test.people(2));
    await test.feedNext(id, 10);
    await test.claim(first, later(1));
    await test.claim(second, later(2));
    expect((await read())?.waiting).toEqual([]);
    for (const [messageId, at] of [
      [first, later(1)],
      [second, later(2)],
    ] as const)
      await test.store.writeWaiting({
        messageId,
        attempt: 1,
        claimedAt: at,
        at: later(100),
        for: 'twilio_list',
        detail: 'HTTP 403',
        dueAt: later(200),
      });
    const waiting = [{ reason: 'waits_for_twilio_list', messages: 2, since: later(1) }];
    expect((await read())?.waiting).toEqual(waiting);
    expect(await test.store.countWaiting()).toEqual(waiting);
  });

  it('counts changes that are not added up, up to a limit', async () => {
    await test.store.applyDeltas(1_000);
    expect(await test.store.countDeltas(2)).toBe(0);
    await test.sql('insert into campaign_deltas (day) select now() from generate_series(1, 3)');
    expect(await test.store.countDeltas(2)).toBe(2);
    expect(await test.store.countDeltas(9)).toBe(3);
  });

  it('is undefined for an unknown campaign', async () => {
    expect(await test.store.findProgress('01900000-0000-7000-8000-000000000000')).toBeUndefined();
  });

  it('counts a person once who received both the message and the SMS', async () => {
    const rows = await test.sql(
      `insert into messages (id, campaign_id, fallback_id, fallback_for, created_at, due_at, status, channel, category,
        sender_id, to_index, to_sealed, content_sealed)
      select id, $1, fallback_id, fallback_for, now(), now(), 'sent', channel::channel, 'marketing', 'store',
        decode(repeat('00', 32), 'hex'), '', ''
      from (values
        (gen_random_uuid(), '01900000-0000-7000-8000-0000000000aa'::uuid, null::uuid, 'whatsapp')
      ) as made (id, fallback_id, fallback_for, channel) returning id`,
      [id],
    );
    const whatsapp = String(rows[0]?.['id']);
    await test.sql(
      `insert into messages (id, campaign_id, fallback_for, created_at, due_at, status, channel, category,
        sender_id, to_index, to_sealed, content_sealed)
      values ('01900000-0000-7000-8000-0000000000aa', $1, $2, now(), now(), 'sent', 'sms', 'marketing', 'texts',
        decode(repeat('00', 32), 'hex'), '', '')`,
      [id, whatsapp],
    );
    expect((await read())?.counts).toEqual([
      expect.objectContaining({ isFallback: false, status: 'sent', messages: 1 }),
      expect.objectContaining({ isFallback: true, status: 'sent', messages: 1 }),
    ]);
    await test.sql(`update messages set status = 'delivered' where fallback_for = $1`, [whatsapp]);
    expect(await read()).toMatchObject({ reached: 1 });
    await test.sql(`update messages set status = 'delivered' where id = $1`, [whatsapp]);
    await test.sql(`update messages set status = 'read' where id = $1`, [whatsapp]);
    expect(await read()).toMatchObject({ reached: 1 });
  });
});

it('progress looks at no recipient and at no message that is over, of 50,000', async () => {
  const people = 50_000;
  await test.sql(
    `insert into messages (id, campaign_id, created_at, due_at, status, channel, category, sender_id, to_index, to_sealed, content_sealed)
    select gen_random_uuid(), $1, now(), now(), 'sent', 'whatsapp', 'marketing', 'store', decode(repeat('00', 32), 'hex'), '', ''
    from generate_series(1, ${people})`,
    [id],
  );
  await test.sql('update campaigns set recipients = $2 where id = $1', [id, people]);
  await applyAllDeltas();
  const reads = `select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) as read from pg_stat_user_tables
    where relname ~ '^messages_' or relname = 'recipients' group by relname = 'recipients' order by relname = 'recipients'`;
  const readOfMessages = async () => (await test.sql(reads)).map((row) => row['read']);
  await expect
    .poll(
      async () =>
        (
          await test.sql(`select sum(n_live_tup) as n_live_tup from pg_stat_user_tables where relname ~ '^messages_'`)
        )[0],
    )
    .toEqual({ n_live_tup: expect.toSatisfy((rows) => Number(rows) >= people) });
  const before = (await readOfMessages()).map(Number);
  const reader = test.another();
  const rounds = 50;
  for (let round = 0; round < rounds; round += 1) await reader.findProgress(id);
  expect(await reader.findProgress(id)).toMatchObject({ people, counts: [{ status: 'sent', messages: people }] });
  await reader[Symbol.asyncDispose]();
  // Only the few messages that are being sent are looked at.
  const after = (await readOfMessages()).map(Number);
  expect(Math.max(...after.map((rows, place) => rows - (before[place] ?? 0)))).toBeLessThan(rounds * 10);
});
