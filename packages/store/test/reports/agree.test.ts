import { Unavailable } from '@recado/messaging';
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
import { after, makeMonth } from '../support/month.ts';
import { noon, sidOf } from '../support/samples.ts';

const hour = 3_600_000;

let test: CampaignStore;
let month: ReturnType<typeof makeMonth>;
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
  month = makeMonth(test);
  await month.seed();
});
afterAll(() => test[Symbol.asyncDispose]());

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
  expect(new Map(pressed)).toEqual(month.presses);
  expect(totals?.pressed).toBe([...month.presses.values()].reduce((sum, count) => sum + count));
  expect(month.followed()).toBeGreaterThan(2);
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
  const at = month.randomHour();
  const made = month.drafted(at, 1);
  await test.store.insertMessage(made);
  await month.send(made.id, at);
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
  const at = month.randomHour();
  const made = { ...month.drafted(at, 4), reference: 'retried' };
  await test.store.insertMessage(made);
  await month.send(made.id, at);
  await month.outcome('undelivered', 30_008)(made.id, at);
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
  await month.send(made.id, after(at, hour), 2);
  expect(await totals()).toEqual(before);
  expect(await readLatencies(test.sql)).toHaveLength((await recountLatencies(test.sql)).length);
});
