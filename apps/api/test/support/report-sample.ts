import { openDatabase } from '@recado/testing';
import { openKeyStore } from './key-store.ts';
import type { RunningApi } from './running-api.ts';

/** Fills the counts of reports as messages, a campaign with a budget, and people who write do. */
export const seedReports = async (api: RunningApi): Promise<void> => {
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
  await database.query(
    `insert into campaigns (
      id, name, channel, category, template_name, template_language, sender_ids, budget_amount, budget_currency, created_at,
      created_by, updated_at
    )
    values ($1, 'Saldos', 'whatsapp', 'marketing', 'offer', 'pt_BR', '{store}', 10, 'USD', now(), 'ops', now())`,
    [campaign],
  );
  await database.query(
    `insert into campaign_deltas (campaign_id, status, day, hour, cost_change, cost, sender_id, channel, category) values
      ($1, 'sent', '2026-06-10', '2026-06-10T15:00Z', 0.5, 0.01, 'store', 'whatsapp', 'marketing'),
      ($1, 'sent', '2026-06-02', '2026-06-02T15:00Z', 2, 0, 'store', 'whatsapp', 'marketing')`,
    [campaign],
  );
  await api.call('PUT', '/v1/settings', { body: { daily_budget: { amount: '2', currency: 'USD' } } });
  await using keys = openKeyStore(api.databaseUrl);
  while ((await keys.store.applyDeltas(1000)) > 0);
  await keys.store.insertInbound({
    id: '01900000-0000-7000-8000-0000000000aa',
    twilioSid: 'SM1',
    receivedAt: new Date('2026-10-30T15:30Z'),
    channel: 'whatsapp',
    from: '+5511987654321',
    to: '+551150289876',
    senderId: 'store',
    content: { body: 'Oi' },
    answersSince: new Date('2026-10-30T15:30Z'),
  });
  while ((await keys.store.applyDeltas(1000)) > 0);
};

export const campaign = '01900000-0000-7000-8000-00000000000c';

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
