import { createHash } from 'node:crypto';
import { newId, type ListRange } from '@recado/messaging';
import { Kysely, PostgresDialect, sql, type RawBuilder, type SqlBool } from 'kysely';
import { DatabaseError, type Pool, type PoolClient, type QueryResultRow } from 'pg';
import { v7 } from 'uuid';
import { announce } from './observe.ts';
import { findPartition } from './partitions.ts';
import { beginBulk } from './pool.ts';
import type { Schema } from '../schema/index.ts';

export type Prepared<Item, Row> = (pool: Pool, items: readonly Item[]) => Promise<Row[]>;

/**
 * A statement that is run all the time: each connection parses and plans it once. Its one parameter is a JSON array,
 * which costs the client a fraction of what arrays of each column do.
 */
export const prepare =
  <Item, Row extends QueryResultRow>(name: string, text: string): Prepared<Item, Row> =>
  (pool, items) =>
    runPrepared(pool, { name, text }, items);

/**
 * Such a statement about the messages that its items name by their `id`. It gets the name of the table to find them in. That is
 * their partition if all are of one: PostgreSQL looks into each partition of `messages`.
 */
export const prepareForMessages = <Item extends { id: string }, Row extends QueryResultRow>(
  name: string,
  textOn: (messages: string) => string,
): Prepared<Item, Row> => {
  const texts = new Map<string, string>();
  const prepared = (table: string) => {
    const text = texts.get(table) ?? textOn(table);
    texts.set(table, text);
    return { name: table === 'messages' ? name : `${name} on ${table}`, text, kind: name };
  };
  return async (pool, items) => {
    const partition = await findPartition(pool, items);
    if (!partition) return runPrepared(pool, prepared('messages'), items);
    try {
      return await runPrepared<Row>(pool, prepared(partition), items);
    } catch (error) {
      // It was dropped a moment ago. PostgreSQL says so before it runs any of the statement.
      if (!(error instanceof DatabaseError && error.code === '42P01')) throw error;
      return runPrepared(pool, prepared('messages'), items);
    }
  };
};

/** `kind`: the name in metrics, where it is not that of the prepared statement. */
type Statement = { name: string; text: string; kind?: string };

const runPrepared = async <Row extends QueryResultRow>(
  pool: Pool,
  { name, text, kind = name }: Statement,
  items: readonly unknown[],
): Promise<Row[]> => {
  const began = performance.now();
  const { rows } = await pool.query<Row>({ name, text, values: [JSON.stringify(items)] });
  announce(pool, 'ran', { statement: kind, calls: items.length, seconds: (performance.now() - began) / 1_000 });
  return rows;
};

/** Formats a bytea for JSON. */
export const hexOf = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;

type Defined<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** The fields that are not null: an absent column is an absent property. */
export const omitNulls = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as Defined<T>;

/** Holds one connection in a transaction: Kysely for its statements, the client for COPY. */
export type BulkTransaction = {
  db: Kysely<Schema>;
  client: PoolClient;
  /** Rolls the transaction back at its end, even if `run` returns a value. */
  rollBack: () => void;
};

/** Commits what `run` does, or nothing of it. */
export const inBulkTransaction = async <T>(
  pool: Pool,
  run: (transaction: BulkTransaction) => Promise<T>,
): Promise<T> => {
  const client = await pool.connect();
  let failure: Error | undefined;
  let end = 'commit';
  const rollBack = () => {
    end = 'rollback';
  };
  try {
    await client.query(beginBulk);
    const result = await run({ db: kyselyOn(client), client, rollBack });
    await client.query(end);
    return result;
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => {
      failure = cause;
    });
    throw error;
  } finally {
    // One that could not even roll back is closed, and PostgreSQL does it.
    client.release(failure);
  }
};

/** Kysely releases its connection after each statement. Here, the connection is kept. */
const kyselyOn = (client: PoolClient): Kysely<Schema> => {
  const connection = { query: client.query.bind(client), release: () => {} } as unknown as PoolClient;
  const pool = { connect: async () => connection, end: async () => {}, options: {} };
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
};

/** The campaign id in a row that belongs to no campaign, where a key needs one. */
export const ofNone = '00000000-0000-0000-0000-000000000000';

/** Creates an event id. Ids of later milliseconds sort after earlier ones. */
export const newEventId = (): string => newId();

/**
 * Returns the same id for the same event, so that it is stored once: a UUID of version 8 (RFC 9562) over its content.
 */
export const repeatableEventId = (said: readonly unknown[]): string => {
  const bytes = createHash('sha256').update(JSON.stringify(said)).digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};

/**
 * Selects the part of a list that was asked for. The ids of its rows contain their time. The rows are sorted by id, and the
 * newest come first unless the range says otherwise.
 */
export const isInRange = ({ since, until, ...place }: ListRange, id = 'id'): RawBuilder<SqlBool> => sql`(
  ${isBeyond(place, id)}
  and ${since ? sql`${sql.ref(id)} >= ${firstIdAt(since)}::uuid` : sql`true`}
  and ${until ? sql`${sql.ref(id)} < ${firstIdAt(until)}::uuid` : sql`true`}
)`;

/** Selects what comes after the last entry of the page before. */
export const isBeyond = ({ beyond, isOldestFirst }: ListRange, id = 'id'): RawBuilder<SqlBool> => {
  if (beyond === undefined) return sql`true`;
  return isOldestFirst ? sql`${sql.ref(id)} > ${beyond}` : sql`${sql.ref(id)} < ${beyond}`;
};

export const directionOf = ({ isOldestFirst }: ListRange): 'asc' | 'desc' => (isOldestFirst ? 'asc' : 'desc');

/** The id before all that were made from then on. */
export const firstIdAt = (at: Date): string => v7({ msecs: at.getTime(), random: new Uint8Array(16), seq: 0 });

/**
 * Matches what has the id of one message, and lets PostgreSQL plan with its partition only. The id is a value and never one of
 * another table, because PostgreSQL 18 loses updates when it chooses partitions while it runs.
 */
export const isOfMessage = (id: string, column: 'id' | 'message_id' = 'id'): RawBuilder<SqlBool> =>
  sql`${sql.ref(column)} = ${id}::uuid and uuid_send(${sql.ref(column)}) = uuid_send(${id}::uuid)`;

/** Matches the message that has a SID. Finds it by its id. */
export const hasSid = (sid: string): string =>
  `messages.id = (select message_id from twilio_sids where sid_key = sid_key(${sid})) and messages.twilio_sid = ${sid}`;
