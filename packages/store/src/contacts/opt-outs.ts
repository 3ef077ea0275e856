import type { OptOut, OptOutRequest } from '@recado/messaging';
import type { Kysely } from 'kysely';
import { contactIndexOf, type BlindIndex, type ContactIndex } from '../encryption/blind-index.ts';
import type { Schema } from '../schema/index.ts';

type Deps = { kysely: Kysely<Schema>; indexOf: BlindIndex };

/** One opt-out of a person. */
export const findOptOuts = (db: Kysely<Schema>, person: ContactIndex): Promise<OptOut[]> =>
  db
    .selectFrom('suppressions')
    .select(['channel', 'purpose', 'source', 'at'])
    .where('to_index', '=', person)
    .orderBy('channel')
    .orderBy('purpose')
    .execute();

/** Adds opt-outs and decides unclear ones. An existing one keeps its source and time. */
export const saveOptOuts = async (
  { kysely, indexOf }: Deps,
  { to, channels, purpose }: OptOutRequest,
  source: string,
  at: Date,
): Promise<OptOut[]> => {
  const person = contactIndexOf(to, indexOf);
  await kysely
    .insertInto('suppressions')
    .values(channels.map((channel) => ({ to_index: person, channel, purpose, source, at })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await kysely
    .deleteFrom('suppressions')
    .where('to_index', '=', person)
    .where('channel', 'in', channels)
    .where('purpose', '=', 'unclear')
    .execute();
  return findOptOuts(kysely, person);
};

/** Takes off that list. Who wants everything wants marketing, too. */
export const deleteOptOuts = async (
  { kysely, indexOf }: Deps,
  { to, channels, purpose }: OptOutRequest,
): Promise<OptOut[]> => {
  const person = contactIndexOf(to, indexOf);
  await kysely
    .deleteFrom('suppressions')
    .where('to_index', '=', person)
    .where('channel', 'in', channels)
    .where('purpose', 'in', purpose === 'all' ? ['all', 'marketing', 'unclear'] : ['marketing', 'unclear'])
    .execute();
  return findOptOuts(kysely, person);
};
