import { ReportDimension, ReportName } from '@recado/contract';
import { Client } from 'pg';
import { request } from 'undici';
import { apiKey } from '../lab/account.ts';
import type { Lab } from '../lab/lab.ts';
import { startRecado } from '../lab/recado.ts';
import { percentile } from '../statistics.ts';
import type { Figure, Sizes } from './figure.ts';

/** Measures every report of 90 days, by each field that it has, over the counts of 100 million messages in 13 months. */
export const measureReports = async (lab: Lab, { reports: { keys, answers } }: Sizes): Promise<Figure[]> => {
  await using recado = await startRecado(lab, { twilioUrl: 'http://127.0.0.1:9', mps: 80 });
  await fillCounts(recado.env['DATABASE_URL'] ?? '', keys);
  const timed = async (path: string) => (await timeAnswers(`${recado.api.url}/v1/reports/${path}`, answers)) ?? 0;
  const figures: Figure[] = [];
  const add = (name: string, ms: number) =>
    figures.push({ name: `reports: ${name}`, unit: 'ms', recado: [ms], goal: { of: 'recado', atMost: 300 } });
  for (const report of ReportName.options) {
    add(`90 days of ${report}`, await timed(range(report, 90)));
    const byFields: [ms: number, field: string][] = [];
    for (const field of ReportDimension.options)
      byFields.push([await timed(`${range(report, 90)}&by=${field}`), field]);
    const [ms, field] = byFields.toSorted(([a], [b]) => b - a)[0] ?? [0, ''];
    add(`90 days of ${report} by ${field}, the slowest`, ms);
  }
  for (const [name, path] of Object.entries(paths)) add(name, await timed(path));
  return figures;
};

const range = (report: string, days: number): string =>
  `${report}?since=${new Date(Date.now() - days * 86_400_000).toISOString()}`;

const paths = {
  '90 days of cost, compared': `${range('cost', 90)}&compare=previous`,
  '395 days of delivery by week': `${range('delivery', 395)}&step=week`,
  '395 days of latency by week': `${range('latency', 395)}&step=week`,
  '14 days of latency by hour': `${range('latency', 14)}&step=hour`,
};

/** Returns the median; `undefined` if the report does not have this field. */
const timeAnswers = async (url: string, count: number): Promise<number | undefined> => {
  const times: number[] = [];
  for (let round = 0; round <= count; round += 1) {
    const began = performance.now();
    const { statusCode, body } = await request(url, { headers: { authorization: `Bearer ${apiKey}` } });
    const text = await body.text();
    if (statusCode === 422 && text.includes('not_in_report')) return undefined;
    if (statusCode !== 200) throw new Error(`${statusCode} instead of a report: ${text}`);
    times.push(performance.now() - began);
  }
  // The first answer reads the tables from the disk.
  return percentile(times.slice(1), 0.5);
};

const months = "interval '13 months'";
const spread = `from generate_series(date_trunc('hour', now() - ${months}), now(), interval '1 hour') as hour`;

/** Fills the tables of reports as if the worker had added up 100 million messages: each hour has a part of the keys. */
const fillCounts = async (databaseUrl: string, keys: number): Promise<void> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `insert into report_keys (
        sender_id, channel, category, template_name, country, campaign_id, api_key_id, status, reason, error_code
      )
      select 'sender' || n % 4, 'whatsapp', 'marketing', 'template' || n % 20, (array['BR', 'PT', 'US', 'MX'])[1 + n / 20 % 4],
        case when n % 3 > 0 then md5((n / 3 % 12)::text)::uuid::text else '' end,
        case when n % 3 = 0 then md5((n % 5)::text)::uuid::text else '' end, (array['read', 'delivered', 'undelivered', 'failed', 'sent', 'suppressed'])[1 + n % 6]::message_status, '',
        case when n % 6 in (2, 3) then 63000 + n % 40 else 0 end
      from generate_series(1, $1) as n on conflict do nothing`,
      [keys],
    );
    await client.query(
      `insert into report_hours (hour, key_id, messages, cost, charged)
      select hour, id, 36, 2.25, 2 ${spread} join report_keys on (extract(epoch from hour)::bigint / 3600 + id) % 5 < 4`,
    );
    await client.query(
      `insert into report_days (day, key_id, messages, cost, charged)
      select (hour at time zone 'UTC')::date, key_id, sum(messages), sum(cost), sum(charged) from report_hours group by 1, 2`,
    );
    await client.query(
      `insert into latency_hours (hour, sender_id, category, stage, bucket, messages)
      select hour, 'sender' || sender, 'marketing', stage, 20 + stage * 8 + place, 250
      ${spread}, generate_series(0, 3) as sender, generate_series(1, 4) as stage, generate_series(0, 7) as place`,
    );
    await client.query(
      `insert into latency_days (day, sender_id, category, stage, bucket, messages)
      select (hour at time zone 'UTC')::date, sender_id, category, stage, bucket, sum(messages) from latency_hours
      group by 1, 2, 3, 4, 5`,
    );
    await client.query(
      `insert into inbound_hours (hour, sender_id, campaign_id, keyword, button, messages)
      select hour, 'sender' || place % 4, md5((place % 12)::text)::uuid::text, (array['', 'stop', 'start', 'unclear'])[1 + place % 4],
        (array['', 'Quero', 'Parar'])[1 + place % 3], 8
      ${spread}, generate_series(1, 12) as place`,
    );
    await client.query('vacuum (analyze)');
  } finally {
    await client.end();
  }
};
