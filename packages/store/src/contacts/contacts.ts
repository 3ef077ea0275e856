import type { PutContact } from '@recado/contract';
import type { ContactSettings } from '@recado/messaging';
import type { Kysely } from 'kysely';
import type { Person } from '../encryption/blind-index.ts';
import { given } from '../rows/given.ts';
import type { Schema } from '../schema/index.ts';

/** Sets what is named of a person's settings; `null` takes it away. A row of which nothing is left says nothing of them. */
export const putContact = async (
  db: Kysely<Schema>,
  person: Person,
  change: PutContact,
  at: Date,
): Promise<ContactSettings> => {
  const { timezone, language } = change;
  const row = await db
    .insertInto('contacts')
    .values({ to_index: person, timezone: timezone ?? null, language: language ?? null, updated_at: at })
    .onConflict((conflict) =>
      conflict.column('to_index').doUpdateSet({
        updated_at: at,
        ...(timezone !== undefined && { timezone }),
        ...(language !== undefined && { language }),
      }),
    )
    .returning(['timezone', 'language'])
    .executeTakeFirstOrThrow();
  if (row.timezone === null && row.language === null)
    await db
      .deleteFrom('contacts')
      .where('to_index', '=', person)
      .where('timezone', 'is', null)
      .where('language', 'is', null)
      .execute();
  return given({ timezone: row.timezone, language: row.language });
};
