import type { OptOut, OptOutWish } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { indexOfPerson, type BlindIndex } from '../sealing/blind-index.ts';

type Deps = { kysely: Kysely<Schema>; indexOf: BlindIndex };

/** What a person does not want. */
export const findOptOuts = (db: Kysely<Schema>, toIndex: Buffer): Promise<OptOut[]> =>
  db
    .selectFrom('suppressions')
    .select(['channel', 'purpose', 'source', 'at'])
    .where('to_index', '=', toIndex)
    .orderBy('channel')
    .orderBy('purpose')
    .execute();

/** Adds to the list of those who do not want messages. What stands there stays, with its source and time. */
export const optOut = async (
  { kysely, indexOf }: Deps,
  { to, channels, purpose }: OptOutWish,
  source: string,
  at: Date,
): Promise<OptOut[]> => {
  const toIndex = indexOfPerson(to, indexOf);
  await kysely
    .insertInto('suppressions')
    .values(channels.map((channel) => ({ to_index: toIndex, channel, purpose, source, at })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return findOptOuts(kysely, toIndex);
};

/** Takes off that list. Who wants everything wants marketing, too. */
export const optIn = async ({ kysely, indexOf }: Deps, { to, channels, purpose }: OptOutWish): Promise<OptOut[]> => {
  const toIndex = indexOfPerson(to, indexOf);
  await kysely
    .deleteFrom('suppressions')
    .where('to_index', '=', toIndex)
    .where('channel', 'in', channels)
    .where('purpose', 'in', purpose === 'all' ? ['all', 'marketing'] : ['marketing'])
    .execute();
  return findOptOuts(kysely, toIndex);
};
