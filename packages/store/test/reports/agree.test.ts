import { copyAudiences, createFollowUp, Unavailable, type NewMessage } from '@recado/messaging';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';
import {
  readFigures,
  readLatencies,
  recountLatencies,
  readDurationDays,
  recountMessages,
  recountSpending,
  sumDurationHours,
} from '../support/recount.ts';
import {
  cancellation,
  inboundMessage,
  makeDice,
  message,
  noon,
  settlement,
  sidOf,
  submitted,
} from '../support/samples.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
  await test.store.savePrices(
    'USD',
    [
      { channel: 'whatsapp', category: 'utility', country: '*', amount: '0.0081' },
      { channel: 'whatsapp', category: 'marketing', country: '*', amount: '0.0625' },
      { channel: 'sms', category: 'marketing', country: '*', amount: '0.05' },
    ],
    noon,
  );
  await test.store.changeSettings({ reportTimezone: 'America/Sao_Paulo' }, noon);
  await seedMonth();
});
afterAll(() => test[Symbol.asyncDispose]());

const [second, hour, month] = [1_000, 3_600_000, 30 * 24];

const dice = makeDice();
const after = (at: Date, ms: number) => new Date(at.getTime() + ms);
const randomHour = () => after(noon, -dice(month) * hour - dice(hour));
const keys = [uuidv7(), uuidv7(), undefined];

const drafted = (at: Date, place: number): NewMessage => {
  const id = uuidv7({ msecs: at.getTime() });
  const apiKeyId = keys[place % 3];
  return message({
    id,
    reference: id,
    createdAt: at,
    to: `+5511${String(910_000_000 + place)}`,
    ...(place % 4 === 0 && { channel: 'sms', senderId: 'texts' }),
    ...(place % 4 === 1 && { senderId: 'second' }),
    ...(place % 5 > 0 && { country: ['BR', 'PT', 'US', 'MX'][place % 4] ?? 'BR' }),
    ...(apiKeyId !== undefined && { apiKeyId }),
    ...(place % 7 === 0 && { validUntil: after(at, hour) }),
    ...(place % 11 === 0 && { fallback: { id: uuidv7(), senderId: 'texts', content: { kind: 'body', body: 'Oi' } } }),
  });
};

type Step = (id: string, at: Date, attempt?: number) => Promise<unknown>;

const outcome =
  (status: 'delivered' | 'read' | 'undelivered' | 'failed', errorCode?: number): Step =>
  (messageId, at) =>
    test.store.settleMessage(
      settlement({
        messageId,
        status,
        at: after(at, dice(3 * hour)),
        ...(errorCode && { errorCode, smsMayHelp: true as const }),
      }),
    );

const send: Step = async (id, at, attempt = 1) => {
  await test.claim(id, after(at, dice(30 * second)));
  await test.store.record({ ...submitted(id), attempt, at: after(at, 30 * second + dice(20 * second)) });
};

const price: Step = (id) =>
  test.store.setPrices([
    { twilioSid: sidOf(id), amount: `0.00${dice(90) + 10}`, currency: dice(6) === 0 ? 'BRL' : 'USD' },
  ]);

const throttle: Step = async (id, at) => {
  await test.claim(id, at);
  await test.store.record({
    messageId: id,
    attempt: 1,
    at,
    outcome: { kind: 'throttled', code: 20429, message: 'Too many requests' },
    statusUpdate: { status: 'accepted', dueAt: at, spent: false, errorCode: 20429, errorMessage: 'Too many requests' },
  });
};

const cancel: Step = (id, at) => test.store.saveCancellations(cancellation(id, at));
const expire: Step = (_id, at) => test.store.expireOverdue(after(at, 2 * hour), 100);
const answer: Step = async (id, at) => {
  const { message: { to } = {} } = (await test.store.loadMessage(id)) ?? {};
  await test.store.insertInbound(
    inboundMessage(to ?? '', { receivedAt: after(at, hour), repliedTo: sidOf(id), wish: 'stop' }),
  );
};
const buttons = ['Quero', 'Ver a loja', 'Agora não'];
/** Presses of each button, as the test made them. */
const presses = new Map<string, number>();
const press: Step = async (id, at) => {
  const { message: { to } = {} } = (await test.store.loadMessage(id)) ?? {};
  const text = buttons[dice(3)] ?? '';
  presses.set(text, (presses.get(text) ?? 0) + 1);
  const content = { body: text, button: { text, payload: 'offer' } };
  await test.store.insertInbound(
    inboundMessage(to ?? '', { receivedAt: after(at, hour), repliedTo: sidOf(id), content }),
  );
};
const retry: Step = (reference, at) => {
  const filter = { statuses: ['failed' as const], reference, limit: 1 };
  return test.store.saveRetries({ filter, at: after(at, 4 * hour), by: 'ops', neverAfter: [] });
};
const sendAgain: Step = (id, at) => send(id, after(at, 4 * hour), 2);
const fallBack: Step = (_id, at) => test.store.fallBack(after(at, 5 * hour), 100);

/** The lives of messages. A retry begins only before a price is known: the cost of a failed attempt stays spent. */
const lives: Step[][] = [
  [],
  [send],
  [send, outcome('delivered'), price],
  [send, outcome('delivered'), outcome('read'), price, answer],
  [send, price, outcome('read'), outcome('delivered'), press, press],
  [outcome('delivered'), send],
  [send, outcome('undelivered', 30_008), price, fallBack],
  [send, outcome('failed', 63_024), fallBack],
  [throttle, send, outcome('delivered')],
  [send, outcome('failed', 30_001), retry],
  [send, outcome('failed', 30_001), retry, sendAgain, outcome('delivered'), price],
  [cancel],
  [expire],
];

const seedMonth = async () => {
  for (let round = 0; round < 24; round += 1)
    await Promise.all(
      lives.map(async (life, place) => {
        const at = randomHour();
        const made = drafted(at, round * lives.length + place);
        await test.store.insertMessage(made);
        for (const step of life) await step(made.id, at);
      }),
    );
  await seedBatch();
  await seedCampaigns();
};

/** The items of POST /v1/messages/batch: one statement with messages of several hours, senders and keys. */
const seedBatch = () =>
  Promise.all(Array.from({ length: 60 }, (_, place) => test.store.insertMessage(drafted(randomHour(), 2_000 + place))));

const seedCampaigns = async () => {
  for (const [place, country] of ['BR', 'PT'].entries()) {
    const id = await test.campaign({ recipients: 6 });
    const people = test.people(6, { country });
    const ids = await test.audience(id, [...people, ...test.people(1, { excluded: 'opted_out' })]);
    const at = after(noon, -(place + 2) * 9 * hour);
    await test.feedNext(id, 4, { at });
    for (const each of ids.slice(0, 3)) {
      await send(each, at);
      await outcome('read')(each, at);
      await price(each, at);
    }
    await test.store.deleteContact({
      to: people[0]?.to ?? '',
      at,
      audit: { at, actor: { name: 'ops' }, action: 'contact.erased', object: 'contacts' },
    });
    await test.sql(`update campaigns set status = 'canceled', ended_at = $2 where id = $1`, [id, at]);
    await test.store.cancelAccepted(id, at, 100);
    while ((await test.store.cancelUnfed(id, at, 100)) > 0);
    await seedFollowUp(id, after(at, 72 * hour));
  }
};

/** A campaign for the people who read another one: half of its messages arrive. */
const seedFollowUp = async (from: string, at: Date) => {
  const deps = { ...test.store, clock: () => at };
  const audience = { from_campaign: from, where: ['not_replied' as const] };
  const request = { name: 'Again', template: 'order_confirmation', category: 'marketing', audience } as const;
  const { campaign } = await createFollowUp(deps, request, { by: 'test' });
  await copyAudiences(deps, new AbortController().signal);
  await test.sql(`update campaigns set status = 'running' where id = $1`, [campaign.id]);
  await test.openCursors(campaign.id);
  await test.feedNext(campaign.id, 10, { at }, 'second');
  const made = await test.sql('select id from messages where campaign_id = $1 order by id', [campaign.id]);
  followed += made.length;
  for (const { id } of made.slice(1)) await send(String(id), at);
  await press(String(made.at(-1)?.id), at);
};
let followed = 0;

const applyAll = async () => {
  while ((await test.store.applyDeltas(7)) > 0);
};

const agree = async () => {
  expect(await readFigures(test.sql, 'report_hours')).toEqual(
    await recountMessages(test.sql, `date_trunc('hour', created_at, 'UTC')`),
  );
  expect(await readFigures(test.sql, 'report_days')).toEqual(
    await recountMessages(test.sql, `(created_at at time zone 'America/Sao_Paulo')::date::text`),
  );
  expect(await readDurationDays(test.sql)).toEqual(await sumDurationHours(test.sql, 'America/Sao_Paulo'));
};

it('holds the spending of each day against the daily budget, to the cent', async () => {
  await test.store.changeSettings({ dailyBudget: { amount: '10', currency: 'USD' } }, noon);
  const range = { since: after(noon, -60 * 24 * hour), until: after(noon, 24 * hour) };
  const open = await test.store.loadDailyBudget(range);
  expect(open).toMatchObject({ amount: '10', currency: 'USD', days: await recountSpending(test.sql) });
  expect(open?.days.length).toBeGreaterThan(20);
  await applyAll();
  expect(await test.store.loadDailyBudget(range)).toEqual(open);
});

it('counts each message of a month once, to the message and the cent, by hour and by day', async () => {
  await applyAll();
  expect(await test.store.keepReports(noon)).toBe(true);
  await agree();
});

it('counts each press of a button once, of messages and of campaigns', async () => {
  await applyAll();
  const range = { since: after(noon, -60 * 24 * hour), until: after(noon, 7 * 24 * hour) };
  const query = { ...range, step: 'day', timezone: 'UTC', by: 'button', filters: {}, compares: false } as const;
  const { keys, totals } = await test.store.loadInboundFigures(query);
  const pressed = keys.flatMap(({ key, figures }) => (key ? [[key, figures.pressed] as const] : []));
  expect(new Map(pressed)).toEqual(presses);
  expect(totals?.pressed).toBe([...presses.values()].reduce((sum, count) => sum + count));
  expect(followed).toBeGreaterThan(2);
  expect(await test.sql('select sum(presses)::int as n from campaign_buttons')).toEqual([{ n: 2 }]);
});

it('counts the durations of each stage within 9 %', async () => {
  await applyAll();
  const [read, durations] = [await readLatencies(test.sql), await recountLatencies(test.sql)];
  expect(read.map(({ hour: at, stage }) => [at, stage])).toEqual(durations.map(({ hour: at, stage }) => [at, stage]));
  const counted = durations.flatMap((row) => row.durations);
  const ratios = read.flatMap((row) => row.durations).map((middle, place) => middle / (counted[place] ?? 0));
  expect(ratios.length).toBeGreaterThan(300);
  expect(Math.max(...ratios, ...ratios.map((ratio) => 1 / ratio))).toBeLessThan(1.0906);
});

it('counts nothing twice and loses nothing if a worker dies while it adds up', async () => {
  const at = randomHour();
  const made = drafted(at, 1);
  await test.store.insertMessage(made);
  await send(made.id, at);
  const open = await test.sql('select count(*)::int as n from campaign_deltas');
  const dying = test.another();
  await test.sql(`
    create function die() returns trigger language plpgsql as $$
    begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$`);
  await test.sql('create trigger die after insert on report_days execute function die()');
  await expect(dying.applyDeltas(100)).rejects.toBeInstanceOf(Unavailable);
  await dying[Symbol.asyncDispose]();
  await test.sql('drop trigger die on report_days');
  expect(await test.sql('select count(*)::int as n from campaign_deltas')).toEqual(open);
  await Promise.all([test.store.applyDeltas(100), test.store.applyDeltas(1), test.store.applyDeltas(1)]);
  await applyAll();
  await agree();
});

it('keeps the cost of a failed attempt when the message is retried', async () => {
  const at = randomHour();
  const made = { ...drafted(at, 4), reference: 'retried' };
  await test.store.insertMessage(made);
  await send(made.id, at);
  await outcome('undelivered', 30_008)(made.id, at);
  await test.store.setPrices([{ twilioSid: sidOf(made.id), amount: '0.4321', currency: 'USD' }]);
  const totals = async () => {
    await applyAll();
    const [row] = await test.sql(
      'select sum(messages)::int as messages, sum(cost)::float8 as cost, sum(charged)::float8 as charged from report_hours',
    );
    return row;
  };
  const before = await totals();
  const retrying = { statuses: ['undelivered' as const], reference: 'retried', limit: 1 };
  await test.store.saveRetries({ filter: retrying, at: after(at, hour), by: 'ops', neverAfter: [] });
  expect(await totals()).toEqual(before);
  await send(made.id, after(at, hour), 2);
  expect(await totals()).toEqual(before);
  expect(await readLatencies(test.sql)).toHaveLength((await recountLatencies(test.sql)).length);
});
