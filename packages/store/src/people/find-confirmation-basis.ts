import { defaultConfirmation, type ConfirmationBasis, type OptOutConfirmation } from '@recado/messaging';
import { sql, type Kysely } from 'kysely';
import { personOf, type BlindIndex } from '../encryption/blind-index.ts';
import { given } from '../rows/given.ts';
import type { Schema } from '../schema/index.ts';

type Deps = { kysely: Kysely<Schema>; indexOf: BlindIndex };

/** The language that a person is known to read: their own, or that of the last template that was meant for them. */
export const findConfirmationBasis = async ({ kysely, indexOf }: Deps, from: string): Promise<ConfirmationBasis> => {
  const person = personOf(from, indexOf);
  const { rows } = await sql<{ setting: OptOutConfirmation | null; language: string | null }>`
    select
      (select value from settings where name = 'opt_out_confirmation') as setting,
      coalesce(
        (select language from contacts where to_index = ${person}),
        (
          select template_language from messages
          where to_index = ${person} and template_language is not null order by id desc limit 1
        )
      ) as language`.execute(kysely);
  return { setting: rows[0]?.setting ?? defaultConfirmation, ...given({ language: rows[0]?.language }) };
};
