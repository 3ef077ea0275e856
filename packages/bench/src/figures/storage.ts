import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { callJson, fill, newDraft, upload, writeAudience } from '../lab/fill.ts';
import type { Lab } from '../lab/lab.ts';
import { startRecado, type Recado } from '../lab/recado.ts';
import { startStandIn } from '../stand-in/start.ts';
import { callbackOf, postAll, statuses } from './callbacks.ts';
import { openCampaign } from './campaign.ts';
import type { Figure, Sizes } from './figure.ts';

const unbound = 10_000;
const keptTables = ['messages', 'message_events', 'twilio_sids'];
const lookEveryMs = 100;

/** The bytes of a table, its indexes and its partitions, in SQL. A table without partitions has no tree. */
export const bytesOf = (table: string): string => `coalesce(
  (select sum(pg_total_relation_size(relid)) from pg_partition_tree('${table}')), pg_total_relation_size('${table}')
)`;

/**
 * Measures what a message costs PostgreSQL from its acceptance, or the launch of its campaign, until it is read: space,
 * write-ahead log and rewritten rows.
 */
export const measureStorage = async (lab: Lab, { storage: { messages } }: Sizes): Promise<Figure[]> => [
  ...(await measureKind(lab, messages, single)),
  ...(await measureKind(lab, messages, ofCampaign)),
];

/** `prepare` is not measured. It returns what creates the messages. */
type Kind = {
  name: string;
  goals: { bytes?: number; wal?: number };
  prepare: (recado: Recado, lab: Lab, messages: number) => Promise<() => Promise<unknown>>;
};

const single: Kind = {
  name: 'a message',
  goals: { bytes: 1_700, wal: 3_500 },
  prepare: async (recado, _lab, messages) => () => fill(recado, messages),
};

/** The recipients are imported before. */
const ofCampaign: Kind = {
  name: 'a message of a campaign',
  goals: {},
  prepare: async ({ api }, lab, messages) => {
    const file = join(lab.folder, 'storage.csv');
    await writeAudience(file, messages);
    await callJson(`${api.url}/v1/settings`, 'PUT', { objection_limits: { enabled: false } });
    const id = await newDraft(api.url, openCampaign);
    await upload(api.url, id, file);
    return () => callJson(`${api.url}/v1/campaigns/${id}/launch`, 'POST', {});
  },
};

const measureKind = async (lab: Lab, messages: number, { name, goals, prepare }: Kind): Promise<Figure[]> => {
  await using standIn = await startStandIn(lab);
  await using recado = await startRecado(lab, { twilioUrl: standIn.url, mps: unbound });
  await using database = await openDatabase(recado.env['DATABASE_URL'] ?? '');
  const create = await prepare(recado, lab, messages);
  const before = await database.read();
  await create();
  await recado.startWorker();
  const sids = [...(await database.sidsOf(messages))];
  for (const status of statuses)
    await postAll(
      recado.api.url,
      sids.map(([messageId, sid], n) => callbackOf(recado.api.url, { messageId, n, sid, status })),
    );
  const after = await database.read();
  const perMessage = (what: 'bytes' | 'wal') => (after[what] - before[what]) / messages;
  const updates = (after.updates - before.updates) / messages;
  const hot = (after.hot - before.hot) / messages;
  const atMost = (value?: number) => value !== undefined && { goal: { of: 'recado', atMost: value } as const };
  return [
    { name: `storage: bytes that ${name} keeps`, unit: 'B', recado: [perMessage('bytes')], ...atMost(goals.bytes) },
    { name: `storage: write-ahead log of ${name}`, unit: 'B', recado: [perMessage('wal')], ...atMost(goals.wal) },
    { name: `storage: updates of the row of ${name}`, unit: '', recado: [updates] },
    {
      name: `storage: share of updates without new index entries, ${name}`,
      unit: '%',
      recado: [(100 * hot) / updates],
    },
  ];
};

type Reading = { bytes: number; wal: number; updates: number; hot: number };

const openDatabase = async (connectionString: string) => {
  const client = new Client({ connectionString });
  await client.connect();
  const readOne = async <Row extends object>(text: string): Promise<Row> => {
    const { rows } = await client.query<Row>(text);
    if (!rows[0]) throw new Error('PostgreSQL returned no row');
    return rows[0];
  };
  const countUpdates = () =>
    readOne<Pick<Reading, 'updates' | 'hot'>>(
      `select sum(n_tup_upd)::int as updates, sum(n_tup_hot_upd)::int as hot from pg_stat_user_tables
      where relid in (select relid from pg_partition_tree('messages'))`,
    );
  return {
    /** Resolves when the counts of all connections are in. */
    read: async (): Promise<Reading> => {
      const sizes = keptTables.map(bytesOf).join(' + ');
      const sized = await readOne<Pick<Reading, 'bytes' | 'wal'>>(
        `select (${sizes})::float8 as bytes, (pg_current_wal_insert_lsn() - '0/0')::float8 as wal`,
      );
      return { ...sized, ...(await whenSteady(countUpdates)) };
    },
    /** Waits until Twilio has all messages, and returns their SIDs. */
    sidsOf: async (count: number): Promise<Map<string, string>> => {
      for (;;) {
        const { rows } = await client.query<{ id: string; twilio_sid: string }>(
          `select id, twilio_sid from messages where status = 'sent'`,
        );
        if (rows.length >= count) return new Map(rows.map(({ id, twilio_sid: sid }) => [id, sid]));
        await sleep(lookEveryMs);
      }
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
};

/** A connection publishes its counts about a second after its last statement. */
const steadyMs = 2_500;

const whenSteady = async <T extends object>(read: () => Promise<T>): Promise<T> => {
  let last = await read();
  for (;;) {
    await sleep(steadyMs);
    const next = await read();
    if (JSON.stringify(next) === JSON.stringify(last)) return next;
    last = next;
  }
};
