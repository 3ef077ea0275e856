import { sql, type RawBuilder } from 'kysely';
import type { Log } from '../postgres/pool.ts';
import {
  columnOf,
  consentContentOf,
  contentOf,
  eventNumberOf,
  inboundContentOf,
  inboundSenderOf,
  ownNumberOf,
  recipientOf,
  secretOf,
  webhookSecretOf,
  whatsappIdOf,
  type AdditionalData,
} from './sealer.ts';

/** One that a rotation writes to. */
export type RotatedColumn = {
  name: string;
  /** The column whose text is read with it. */
  by: string;
  /** The bytes that others are made of, and how these are written; a column of bytea is just that. */
  read?: RawBuilder<Buffer | null>;
  write?: (bytes: RawBuilder<Buffer>) => RawBuilder<unknown>;
};

export type RotatedTable<Column extends RotatedColumn = RotatedColumn> = {
  name: string;
  /** Holds its primary key, in order, with the types of its columns. */
  key: readonly (readonly [column: string, type: string])[];
  columns: readonly Column[];
};

/** `by` says for which place the value is sealed. */
export type SealedColumn = RotatedColumn & { additionalDataOf: (by: string) => AdditionalData };

export type SealedTable = RotatedTable<SealedColumn>;

const sealedColumnsColumn = (
  name: string,
  by: string,
  additionalDataOf: SealedColumn['additionalDataOf'],
): SealedColumn => ({
  name,
  by,
  additionalDataOf,
});

const id = [['id', 'uuid']] as const;

/** A setting is JSON, and what is secret of it a text in there. */
const secret: SealedColumn = {
  ...sealedColumnsColumn('value', 'name', secretOf),
  read: sql`decode(value ->> 'secret_sealed', 'base64')`,
  write: (bytes) =>
    sql`jsonb_set(value, '{secret_sealed}', to_jsonb(translate(encode(${bytes}, 'base64'), e'\n', '')))`,
};

/**
 * Lists all encrypted columns. Encrypted values are copied from earlier to later tables of this list, so a pass in this
 * order also finds late copies.
 */
export const sealedTables: readonly SealedTable[] = [
  {
    name: 'recipients',
    key: [['campaign_id', 'uuid'], ['zone_set', 'smallint'], ['slot', 'smallint'], ...id],
    columns: [
      sealedColumnsColumn('to_sealed', 'id', recipientOf),
      sealedColumnsColumn('content_sealed', 'id', contentOf),
      sealedColumnsColumn('fallback_to_sealed', 'fallback_id', recipientOf),
      sealedColumnsColumn('fallback_content_sealed', 'fallback_id', contentOf),
    ],
  },
  {
    name: 'fallbacks',
    key: [['message_id', 'uuid']],
    columns: [
      sealedColumnsColumn('to_sealed', 'sms_id', recipientOf),
      sealedColumnsColumn('content_sealed', 'sms_id', contentOf),
    ],
  },
  {
    name: 'messages',
    key: id,
    columns: [
      sealedColumnsColumn('to_sealed', 'id', recipientOf),
      sealedColumnsColumn('content_sealed', 'id', contentOf),
    ],
  },
  {
    name: 'inbound_messages',
    key: id,
    columns: [
      sealedColumnsColumn('from_sealed', 'id', inboundSenderOf),
      sealedColumnsColumn('content_sealed', 'id', inboundContentOf),
    ],
  },
  {
    name: 'consent_entries',
    key: [
      ['sequence', 'bigint'],
      ['place', 'integer'],
    ],
    // PostgreSQL writes bytes as \x and their hexadecimal digits.
    columns: [
      sealedColumnsColumn('content_sealed', 'salt', (salt) => consentContentOf(Buffer.from(salt.slice(2), 'hex'))),
    ],
  },
  {
    name: 'event_numbers',
    key: [['audit_id', 'uuid']],
    columns: [sealedColumnsColumn('to_sealed', 'audit_id', eventNumberOf)],
  },
  { name: 'whatsapp_ids', key: id, columns: [sealedColumnsColumn('id_sealed', 'id', whatsappIdOf)] },
  {
    name: 'webhooks',
    key: id,
    columns: [
      sealedColumnsColumn('secret_sealed', 'id', webhookSecretOf),
      sealedColumnsColumn('former_secret_sealed', 'id', webhookSecretOf),
    ],
  },
  { name: 'settings', key: [['name', 'text']], columns: [secret] },
  { name: 'users', key: id, columns: [sealedColumnsColumn('own_number_sealed', 'id', ownNumberOf)] },
];

/** The bytes that a column's next ones are made of, in a statement about its table. */
export const bytesOf = ({ name, read }: RotatedColumn): RawBuilder<unknown> => read ?? sql.ref(name);

/** Every column that holds a person's blind index. */
export const indexColumns: readonly (readonly [table: string, column: string])[] = [
  ['consent_entries', 'to_index'],
  ['consent_states', 'to_index'],
  ['contacts', 'to_index'],
  ['event_numbers', 'to_index'],
  ['exclusions', 'to_index'],
  ['inbound_messages', 'from_index'],
  ['marketing_paces', 'to_index'],
  ['messages', 'to_index'],
  ['reached_people', 'to_index'],
  ['recipients', 'to_index'],
  ['suppressions', 'to_index'],
  ['whatsapp_ids', 'to_index'],
];

/** Writes them as a list of tables in a statement. */
export const indexedTables: RawBuilder<unknown> = sql.join(indexColumns.map(([table]) => sql.table(table)));

/** Encrypted values that could not be decrypted since the process started, by table and column. */
export type UnreadableValues = ReadonlyMap<string, number>;

/** Counts values that cannot be decrypted, and logs the first of each column: a damaged row is read again and again. */
export const makeUnreadable = (log?: Log) => {
  const counts = new Map<string, number>();
  return {
    counts: counts as UnreadableValues,
    report: (additionalData: AdditionalData, error: Error): void => {
      const column = columnOf(additionalData);
      const before = counts.get(column) ?? 0;
      counts.set(column, before + 1);
      if (before === 0)
        log?.warn(
          { err: error, column },
          'Encrypted value unreadable: its row is set aside, everything else continues',
        );
    },
  };
};
