import type { Claim } from '@recado/messaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { later, message, noon } from '../support/samples.ts';
import { indexOfPerson, openCampaignStore, type CampaignStore, type Person } from '../support/campaign-store.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const second = 1_000;
const hour = 3_600 * second;

const fed = async (campaign: string, people: Person[] = test.people(1)) => {
  const ids = await test.audience(campaign, people);
  await test.feedNext(campaign, people.length, { windowUntil: later(10 * hour) });
  return ids;
};

const fedOne = async (columns: object = {}, person: Partial<Person> = {}) => {
  const campaign = await test.campaign({ ...columns });
  const [id = ''] = await fed(campaign, test.people(1, person));
  return { id, campaign };
};

const find = async (id: string) => {
  const found = await test.store.loadMessage(id);
  if (!found) throw new Error('gone');
  return found;
};

const personOf = async (id: string) => {
  const [row] = await test.sql('select to_index from messages where id = $1', [id]);
  return row?.to_index as Buffer;
};

const isParked = async (id: string) => {
  const [row] = await test.sql(`select due_at = 'infinity' as parked from messages where id = $1`, [id]);
  return row?.parked;
};

const kindOf = ({ kind }: Claim) => kind;

describe('a claim of a campaign’s message', () => {
  it('gives the row’s variables, and the campaign’s for what it does not say', async () => {
    await test.sql(`update templates set variables = '{order_id,store}'`);
    const variables = { store: 'Centro', order_id: 'none', other: 'x' };
    const { id } = await fedOne({ variables }, { variables: { order_id: '7' } });
    expect(await test.claim(id, noon)).toMatchObject({
      kind: 'claimed',
      message: { content: { variables: { order_id: '7', store: 'Centro' } }, windowUntil: later(10 * hour) },
    });
    expect((await find(id)).message).toMatchObject({ status: 'sending', attempts: 1 });
  });

  it.each(['paused', 'scheduled', 'draft'])('parks it while the campaign is %s', async (status) => {
    const { id, campaign } = await fedOne();
    await test.sql('update campaigns set status = $2 where id = $1', [campaign, status]);
    expect(await test.claim(id, noon)).toEqual({ kind: 'over' });
    expect(await isParked(id)).toBe(true);
    expect(await find(id)).toMatchObject({
      message: { status: 'accepted', attempts: 0 },
      events: [{ type: 'accepted' }, { type: 'waiting', detail: 'campaign_paused' }],
    });
    expect(await test.claim(id, noon)).toEqual({ kind: 'over' });
  });

  it('parks it when its window has closed', async () => {
    const { id } = await fedOne();
    expect(await test.claim(id, later(10 * hour))).toEqual({ kind: 'over' });
    expect(await isParked(id)).toBe(true);
    expect((await find(id)).events.at(-1)).toMatchObject({ type: 'waiting', detail: 'window_closed' });
  });

  it('ends it when the campaign was canceled, and when the person opted out or refused', async () => {
    const canceled = await fedOne();
    await test.sql(`update campaigns set status = 'canceled' where id = $1`, [canceled.campaign]);
    const unwanted = await fedOne();
    await test.sql(`insert into suppressions values ($1, 'whatsapp', 'marketing', 'stop', now())`, [
      await personOf(unwanted.id),
    ]);
    const refused = await fedOne();
    await test.sql(`insert into consent_states values ($1, 'whatsapp', 'marketing', false, now())`, [
      await personOf(refused.id),
    ]);
    const expected = [
      [canceled.id, { status: 'canceled', reason: 'campaign_canceled' }],
      [unwanted.id, { status: 'suppressed', reason: 'opted_out' }],
      [refused.id, { status: 'suppressed', reason: 'no_consent' }],
    ] as const;
    for (const [id, end] of expected) {
      expect(await test.claim(id, noon)).toEqual({ kind: 'over' });
      const { message: ended, events } = await find(id);
      expect(ended).toMatchObject(end);
      expect(events.at(-1)).toMatchObject({ type: end.status, detail: end.reason });
    }
  });

  it('sends nothing of a rehearsal, and does not count it', async () => {
    const { id } = await fedOne({ dry_run: true });
    expect(await test.claim(id, noon)).toEqual({ kind: 'over' });
    expect((await find(id)).message).toMatchObject({ status: 'suppressed', reason: 'dry_run', attempts: 0 });
    expect(await test.sql('select from marketing_paces where to_index = $1', [await personOf(id)])).toEqual([]);
  });

  it('is counted by the trigger with any outcome', async () => {
    const campaign = await test.campaign();
    const ids = await fed(campaign, test.people(4));
    await test.sql('insert into suppressions values ($1, $2, $3, $4, now())', [
      await personOf(ids[0] ?? ''),
      'whatsapp',
      'all',
      'stop',
    ]);
    for (const id of ids.slice(0, 3)) await test.claim(id, noon);
    const expected = { accepted: 1, sending: 2, 'suppressed opted_out': 1 };
    expect(await test.statusCounts(campaign)).toEqual(expected);
    expect(await test.counted(campaign)).toEqual(expected);
  });
});

describe('marketing to one person', () => {
  const samePerson = async (count: number, columns: object = {}, people = test.people(1)) => {
    const ids: string[] = [];
    for (let n = 0; n < count; n += 1) {
      const campaign = await test.campaign({ cap_messages: null, cap_seconds: null, ...columns });
      ids.push(...(await fed(campaign, people)));
    }
    return ids;
  };

  it('goes out at most once in six seconds', async () => {
    const [first = '', next = ''] = await samePerson(2);
    expect(kindOf(await test.claim(first, noon))).toBe('claimed');
    expect(await test.claim(next, later(2 * second))).toEqual({ kind: 'early', at: later(6 * second) });
    expect(kindOf(await test.claim(next, later(6 * second)))).toBe('claimed');
  });

  it('goes out once of 20 that are claimed at the same time in two processes, and the others come again', async () => {
    const ids = await samePerson(20);
    const other = test.another();
    const claims = await Promise.all(ids.map((id, n) => test.claim(id, noon, n % 2 ? other : test.store)));
    expect(claims.filter(({ kind }) => kind === 'claimed')).toHaveLength(1);
    expect(claims.filter(({ kind }) => kind === 'early')).toHaveLength(19);
  });

  it('goes out as often as the cap allows, over all campaigns, however many are claimed at once', async () => {
    const ids = await samePerson(20, { cap_messages: 3, cap_seconds: 3600 });
    const other = test.another();
    let sent = 0;
    for (let round = 0; round < 6; round += 1) {
      const at = later(round * 7 * second);
      const claims = await Promise.all(ids.map((id, n) => test.claim(id, at, n % 2 ? other : test.store)));
      sent += claims.filter(({ kind }) => kind === 'claimed').length;
    }
    expect(sent).toBe(3);
    const rows = await test.sql('select reason, count(*)::int as n from messages where id = any ($1) group by 1', [
      ids,
    ]);
    expect(rows).toContainEqual({ reason: 'frequency_cap', n: 17 });
  });

  it('may go out again when the cap’s period is over', async () => {
    const people = test.people(1);
    const [first = '', kept = ''] = await samePerson(2, { cap_messages: 1, cap_seconds: 3600 }, people);
    await test.claim(first, noon);
    expect(await test.claim(kept, later(hour - 1))).toEqual({ kind: 'over' });
    expect((await find(kept)).message).toMatchObject({ status: 'suppressed', reason: 'frequency_cap' });
    const [again = ''] = await samePerson(1, { cap_messages: 1, cap_seconds: 3600 }, people);
    expect(kindOf(await test.claim(again, later(hour)))).toBe('claimed');
  });

  it('is not delayed by its own first attempt', async () => {
    const [id = ''] = await samePerson(1, { cap_messages: 1, cap_seconds: 3600 });
    await test.claim(id, noon);
    await test.store.record({
      messageId: id,
      attempt: 1,
      at: later(1),
      outcome: { kind: 'throttled', message: 'too fast' },
      statusUpdate: { status: 'accepted', dueAt: later(second), spent: false, errorMessage: 'too fast' },
    });
    expect(kindOf(await test.claim(id, later(second)))).toBe('claimed');
  });
});

describe('a person who opted out of everything', () => {
  it('is sent no order status, but a code to log in with', async () => {
    const to = '+5511977770001';
    await test.sql(`insert into suppressions values ($1, 'whatsapp', 'all', 'stop', now())`, [indexOfPerson(to)]);
    const [order, code] = [message({ to }), message({ to, category: 'authentication' })];
    const insert = (made: typeof order) =>
      test.sql(`update messages set to_index = $1, category = $2 where id = $3`, [
        indexOfPerson(to),
        made.category,
        made.id,
      ]);
    for (const made of [order, code]) {
      await test.store.insertMessage({ ...made, to: '+5511977770002' });
      await insert(made);
    }
    expect(await test.claim(order.id, noon)).toEqual({ kind: 'over' });
    expect((await find(order.id)).message).toMatchObject({ status: 'suppressed', reason: 'opted_out' });
    expect(kindOf(await test.claim(code.id, noon))).toBe('claimed');
  });
});
