import { Report } from '@recado/contract/openapi';
import { openDatabase } from '@recado/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openKeyStore } from './support/key-store.ts';
import { campaign, seedReports } from './support/report-sample.ts';
import { startApi, type RunningApi } from './support/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
  await seedReports(api);
});
afterAll(() => api[Symbol.asyncDispose]());

const isNear = (seconds: number) => (value: number) => Math.abs(value / seconds - 1) < 0.1;

const autumn = 'since=2026-09-01T00:00:00Z&until=2026-11-05T00:00:00Z';
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
      {
        totals: { received: 3, opted_out: 1, pressed: 1 },
        keys: [
          { key: '', received: 2 },
          { key: 'Quero', pressed: 1 },
        ],
      },
    ],
    [
      'errors',
      {
        keys: expect.arrayContaining([
          expect.objectContaining({
            key: '63024',
            meaning: expect.stringMatching(/\w+ \w+/),
            class: 'recipient',
            remedy: 'send_sms',
            first_at: '2026-10-31T00:00:00.000Z',
            last_at: '2026-10-31T00:00:00.000Z',
          }),
        ]),
      },
    ],
    ['engagement', { buttons: [{ text: 'Quero', count: 1 }] }],
    ['engagement?sender=store', { buttons: [{ text: 'Quero', count: 1 }] }],
    ['engagement?sender=other', { buttons: [] }],
    ['inbox?by=sender', { keys: [{ key: 'store', received: 3, wrote: 1, waiting: 1, windows_closed: 1 }] }],
    ['inbox?by=keyword', { totals: { wrote: 1 }, keys: [{ wrote: null, first_answer: null }, { wrote: null }] }],
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
    const query = `${autumn}&by=template`;
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
      `/v1/reports/delivery?by=template&${autumn}&timezone=America/Sao_Paulo`,
      { headers: { accept: 'text/csv' } },
    );
    expect(headers.get('content-disposition')).toBe('attachment; filename=delivery.csv');
    const [head = '', ...lines] = text.trimEnd().split('\r\n');
    expect(head).toMatch(/^.?at,template,name,accepted,waiting,sent/);
    expect(lines.join('\n')).toContain(`,'=1+1,`);
  });

  it('holds costs against the budgets of campaigns and of days', async () => {
    expect(
      await report(
        'cost?by=campaign&timezone=America/Sao_Paulo',
        'since=2026-06-01T00:00:00Z&until=2026-07-01T00:00:00Z',
      ),
    ).toMatchObject({
      daily_budget: {
        amount: '2',
        currency: 'USD',
        days: [
          { day: '2026-06-02', spent: '2', percent: 100 },
          { day: '2026-06-10', spent: '0.5', percent: 25 },
        ],
      },
      keys: [{ key: campaign, name: 'Saldos', budget: { amount: '10', currency: 'USD', spent: '2.5', percent: 25 } }],
    });
  });

  it.each([
    ['errors', /^.?at,error_code,name,messages,tried,percent\r\n.*,63024,"the [^"]+",1,/],
    [
      'inbox',
      /^.?at,received,.*,windows_closed,first_answer_messages,first_answer_p50,first_answer_p90,first_answer_p99\r\n/,
    ],
    ['latency', /^.?at,wait_messages,wait_p50,wait_p90,wait_p99,send_messages,.*reply_p99\r\n/],
  ])('names each column of the file of %s', async (name, expected) => {
    const { text } = await api.call('GET', `/v1/reports/${name}?${autumn}&timezone=America/Sao_Paulo`, {
      headers: { accept: 'text/csv' },
    });
    expect(text).toMatch(expected);
    const [head, ...lines] = text
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(/,(?! )/).length);
    expect(new Set(lines)).toEqual(new Set([head]));
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
