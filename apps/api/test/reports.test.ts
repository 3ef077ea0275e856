import { Report } from '@recado/contract';
import { openDatabase } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKeyStore } from './support/key-store.ts';
import { startApi, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
  await api.call('PUT', '/v1/senders/store', { body: { channel: 'whatsapp', address: '+551150289876' } });
  await using database = await openDatabase(api.databaseUrl);
  for (const { at, status, template = 'offer', country = 'BR', reason, code, cost } of sample) {
    const { rows } = await database.query<{ id: string }>(insert, [at, template, country, cost]);
    await database.query(move, [rows[0]?.id, status, reason, code]);
  }
  await database.query(
    `insert into campaign_deltas (day, at, sender_id, keyword, button, n) values
      ('2026-10-30', '2026-10-30T15:10Z', 'store', 'stop', null, 1), ('2026-10-30', '2026-10-30T15:20Z', 'store', null, 'Quero', 1)`,
  );
  await using keys = openKeyStore(api.databaseUrl);
  while ((await keys.store.applyDeltas(1000)) > 0);
});
afterAll(() => api[Symbol.asyncDispose]());

const isNear = (seconds: number) => (value: number) => Math.abs(value / seconds - 1) < 0.1;

type Row = {
  at: string;
  status: string;
  template?: string;
  country?: string;
  reason?: string;
  code?: number;
  cost?: string;
};

/** The clocks of New York went back an hour on November 1. */
const sample: Row[] = [
  { at: '2026-10-30T12:10Z', status: 'read', cost: '0.06' },
  { at: '2026-10-30T12:40Z', status: 'delivered', country: 'PT', cost: '0.07' },
  { at: '2026-10-31T03:50Z', status: 'failed', code: 63_024 },
  { at: '2026-11-01T05:30Z', status: 'suppressed', reason: 'opted_out' },
  { at: '2026-11-01T06:30Z', status: 'sent', template: '=1+1', cost: '0.06' },
  { at: '2026-11-02T04:30Z', status: 'undelivered', code: 63_049 },
  { at: '2026-11-02T05:30Z', status: 'sent', cost: '0.06' },
];

const insert = `
  with made as (
    insert into messages (
      id, created_at, due_at, status, channel, category, sender_id, template_name, template_language, country, cost,
      to_index, to_sealed, content_sealed
    )
    values (gen_random_uuid(), $1, $1, 'accepted', 'whatsapp', 'marketing', 'store', $2, 'pt_BR', $3, $4::numeric,
      decode(repeat('00', 32), 'hex'), '', '')
    returning id
  )
  select id from made`;

const move = `
  update messages set status = $2::message_status, reason = $3, error_code = $4, claimed_at = created_at + interval '2 s',
    sent_at = case when $2 in ('sent', 'delivered', 'read', 'undelivered') then created_at + interval '3 s' end,
    delivered_at = case when $2 in ('delivered', 'read') then created_at + interval '5 s' end,
    read_at = case when $2 = 'read' then created_at + interval '63 s' end
  where id = $1`;

const november = 'since=2026-10-30T00:00:00Z&until=2026-11-03T00:00:00Z';

const report = async (path: string, query = november): Promise<Report> => {
  const { status, body } = await api.call('GET', `/v1/reports/${path}${path.includes('?') ? '&' : '?'}${query}`);
  expect([status, body]).toEqual([200, body]);
  return Report.parse(body);
};

describe('GET /v1/reports/:report', () => {
  it('counts by local days, also on a day of 25 hours', async () => {
    expect(await report('delivery?timezone=America/New_York&compare=previous')).toMatchObject({
      since: '2026-10-29T04:00:00.000Z',
      until: '2026-11-03T05:00:00.000Z',
      points: [
        {
          at: '2026-10-30T04:00:00.000Z',
          accepted: 3,
          sent: 2,
          delivered: 2,
          read: 1,
          failed: 1,
          delivered_percent: 100,
        },
        { at: '2026-11-01T04:00:00.000Z', accepted: 3, sent: 2, undelivered: 1, kept_back: 1 },
        { at: '2026-11-02T05:00:00.000Z', accepted: 1, sent: 1 },
      ],
      totals: { accepted: 7, sent: 5, delivered: 2, delivered_percent: 40, waiting: 0 },
      previous: { since: '2026-10-24T04:00:00.000Z', until: '2026-10-29T04:00:00.000Z', totals: { accepted: 0 } },
    });
  });

  it('says where days cannot begin at midnight, and counts each hour in one of them', async () => {
    const india = await report('delivery?timezone=Asia/Kolkata');
    expect(india).toMatchObject({ day_offset_minutes: 30, totals: { accepted: 7 } });
    expect(india.points).toHaveLength(4);
    expect(await report('delivery?step=hour&timezone=Asia/Kolkata')).toMatchObject({
      points: expect.arrayContaining([expect.objectContaining({ at: '2026-10-30T12:00:00.000Z', accepted: 2 })]),
    });
  });

  it.each<[path: string, expected: object]>([
    ['engagement', { totals: { delivered: 2, read: 1, read_percent: 50, replied: 0, reached: 2 } }],
    ['cost?by=country', { currency: 'USD', totals: { cost: '0.25', expected: '0.25', per_delivered: '0.125' } }],
    [
      'cost?by=country',
      {
        keys: [
          { key: 'BR', cost: '0.18' },
          { key: 'PT', cost: '0.07', charged: '0', per_reply: null },
        ],
      },
    ],
    [
      'latency',
      {
        totals: { wait: { messages: 5, p50: expect.toSatisfy(isNear(2)) }, send: { p99: expect.toSatisfy(isNear(1)) } },
      },
    ],
    [
      'latency?by=sender',
      { totals: { read: { messages: 1, p50: expect.toSatisfy(isNear(60)) } }, keys: [{ key: 'store' }] },
    ],
    [
      'errors',
      { by: 'error_code', totals: { messages: 2, tried: 6, percent: 33.33 }, keys: [{ tried: 6 }, { percent: 16.67 }] },
    ],
    ['errors?by=country', { keys: [{ key: 'BR', messages: 2, tried: 5 }] }],
    ['kept_back', { keys: [{ key: 'opted_out', messages: 1, accepted: 7, percent: 14.29 }] }],
    [
      'inbox?by=button',
      { totals: { received: 2, opted_out: 1, pressed: 1 }, keys: [{ key: '' }, { key: 'Quero', pressed: 1 }] },
    ],
    ['campaigns', { by: 'campaign', keys: [{ key: '' }] }],
    ['delivery?template=offer&country=PT', { totals: { accepted: 1 } }],
    [
      'delivery?api_key=01900000-0000-7000-8000-000000000000',
      { points: [], totals: { accepted: 0, delivered_percent: null } },
    ],
    ['delivery?step=month', { points: [{ accepted: 3 }, { at: '2026-11-01T00:00:00.000Z', accepted: 4 }] }],
  ])('%s', async (path, expected) => {
    expect(await report(path)).toMatchObject(expected);
  });

  it('reads the days of the setting, which agree with the hours', async () => {
    const query = 'since=2026-09-01T00:00:00Z&until=2026-11-05T00:00:00Z&by=template';
    const lasting = query.replace('template', 'sender');
    const byHours = await report('delivery?timezone=America/Sao_Paulo', query);
    const durationsByHours = await report('latency?timezone=America/Sao_Paulo', lasting);
    await api.call('PUT', '/v1/settings', { body: { report_timezone: 'America/Sao_Paulo' } });
    await using keys = openKeyStore(api.databaseUrl);
    expect(await keys.store.keepReports(new Date('2026-11-05T00:00:00Z'))).toBe(true);
    await using database = await openDatabase(api.databaseUrl);
    await database.query('delete from report_hours');
    await database.query('delete from latency_hours');
    const byDays = await report('delivery', query);
    expect({ ...byDays, counted_until: '' }).toEqual({ ...byHours, counted_until: '' });
    const durationsByDays = await report('latency', lasting);
    expect(durationsByDays.points.length).toBeGreaterThan(1);
    expect({ ...durationsByDays, counted_until: '' }).toEqual({ ...durationsByHours, counted_until: '' });
    await api.call('PUT', '/v1/settings', { body: { report_timezone: 'UTC' } });
  });

  it('returns a file in which no cell is a formula', async () => {
    const { text, headers } = await api.call(
      'GET',
      `/v1/reports/delivery?by=template&since=2026-09-01T00:00:00Z&until=2026-11-05T00:00:00Z&timezone=America/Sao_Paulo`,
      { headers: { accept: 'text/csv' } },
    );
    expect(headers.get('content-disposition')).toBe('attachment; filename=delivery.csv');
    const [head = '', ...lines] = text.trimEnd().split('\r\n');
    expect(head).toMatch(/^.?at,template,name,accepted,waiting,sent/);
    expect(lines.join('\n')).toContain(`,'=1+1,`);
  });

  it.each<[path: string, field: string]>([
    ['unknown', 'report'],
    ['delivery?since=yesterday', 'since'],
    ['delivery?since=2026-11-02T00:00:00Z&until=2026-11-01T00:00:00Z', 'since'],
    ['delivery?since=2020-01-01T00:00:00Z&step=hour', 'step'],
    ['delivery?timezone=Mars/Olympus', 'timezone'],
    ['delivery?timezone=%2B03:00', 'timezone'],
    ['delivery?by=color', 'by'],
    ['latency?by=country', 'by'],
    ['campaigns?by=sender', 'by'],
    ['inbox?template=offer', 'template'],
    ['delivery?country=Brazil', 'country'],
    ['delivery?color=red', 'color'],
    ['delivery?sender=a&sender=b', 'sender'],
  ])('refuses %s', async (path, field) => {
    const { status, body } = await api.call('GET', `/v1/reports/${path}`);
    expect([status, body]).toMatchObject([422, { errors: [{ field }] }]);
  });
});
