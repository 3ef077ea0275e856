import { sql, type RawBuilder } from 'kysely';
import {
  consentContentOf,
  contentOf,
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
  /** Its primary key, in order, with the types of its columns. */
  key: readonly (readonly [column: string, type: string])[];
  columns: readonly Column[];
};

/** `by` says for which place the value is sealed. */
export type SealedColumn = RotatedColumn & { additionalDataOf: (by: string) => AdditionalData };

export type SealedTable = RotatedTable<SealedColumn>;

const column = (name: string, by: string, additionalDataOf: SealedColumn['additionalDataOf']): SealedColumn => ({
  name,
  by,
  additionalDataOf,
});

const id = [['id', 'uuid']] as const;

/** A setting is JSON, and what is secret of it a text in there. */
const secret: SealedColumn = {
  ...column('value', 'name', secretOf),
  read: sql`decode(value ->> 'secret_sealed', 'base64')`,
  write: (bytes) =>
    sql`jsonb_set(value, '{secret_sealed}', to_jsonb(translate(encode(${bytes}, 'base64'), e'\n', '')))`,
};

/**
 * All encrypted columns. Encrypted values are copied from earlier to later tables of this list, so a pass in this order
 * also finds late copies.
 */
export const sealedTables: readonly SealedTable[] = [
  {
    name: 'recipients',
    key: [['campaign_id', 'uuid'], ['zone_set', 'smallint'], ['slot', 'smallint'], ...id],
    columns: [
      column('to_sealed', 'id', recipientOf),
      column('content_sealed', 'id', contentOf),
      column('fallback_to_sealed', 'fallback_id', recipientOf),
      column('fallback_content_sealed', 'fallback_id', contentOf),
    ],
  },
  {
    name: 'fallbacks',
    key: [['message_id', 'uuid']],
    columns: [column('to_sealed', 'sms_id', recipientOf), column('content_sealed', 'sms_id', contentOf)],
  },
  {
    name: 'messages',
    key: id,
    columns: [column('to_sealed', 'id', recipientOf), column('content_sealed', 'id', contentOf)],
  },
  {
    name: 'inbound_messages',
    key: id,
    columns: [column('from_sealed', 'id', inboundSenderOf), column('content_sealed', 'id', inboundContentOf)],
  },
  {
    name: 'consent_entries',
    key: [
      ['sequence', 'bigint'],
      ['place', 'integer'],
    ],
    // PostgreSQL writes bytes as \x and their hexadecimal digits.
    columns: [column('content_sealed', 'salt', (salt) => consentContentOf(Buffer.from(salt.slice(2), 'hex')))],
  },
  { name: 'whatsapp_ids', key: id, columns: [column('id_sealed', 'id', whatsappIdOf)] },
  {
    name: 'webhooks',
    key: id,
    columns: [column('secret_sealed', 'id', webhookSecretOf), column('former_secret_sealed', 'id', webhookSecretOf)],
  },
  { name: 'settings', key: [['name', 'text']], columns: [secret] },
  { name: 'users', key: id, columns: [column('own_number_sealed', 'id', ownNumberOf)] },
];

/** The bytes that a column's next ones are made of, in a statement about its table. */
export const bytesOf = ({ name, read }: RotatedColumn): RawBuilder<unknown> => read ?? sql.ref(name);

/** Every column that holds a person's blind index. */
export const indexColumns: readonly (readonly [table: string, column: string])[] = [
  ['consent_entries', 'to_index'],
  ['consent_states', 'to_index'],
  ['contacts', 'to_index'],
  ['inbound_messages', 'from_index'],
  ['marketing_paces', 'to_index'],
  ['messages', 'to_index'],
  ['reached_people', 'to_index'],
  ['recipients', 'to_index'],
  ['suppressions', 'to_index'],
  ['whatsapp_ids', 'to_index'],
];

/** As a list of tables in a statement. */
export const indexedTables: RawBuilder<unknown> = sql.join(indexColumns.map(([table]) => sql.table(table)));
