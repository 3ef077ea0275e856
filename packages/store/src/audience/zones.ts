import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema/index.ts';

type Zones = readonly string[];

/**
 * The numbers under which sets of time zones are kept, made when they are first needed. They are committed at once, so
 * that two imports never wait for each other over one, and are kept here: they never change.
 */
export const makeZoneSets = (db: Kysely<Schema>) => {
  const ids = new Map<string, number>();
  const read = async () => {
    for (const { id, zones } of await db.selectFrom('zone_sets').select(['id', 'zones']).execute())
      ids.set(keyOf(zones), id);
  };
  return {
    /** Resolves when `idOf` knows them. */
    know: async (sets: readonly Zones[]): Promise<void> => {
      const unknown = () => sets.filter((zones) => !ids.has(keyOf(zones)));
      if (unknown().length) await read();
      const missing = new Map(unknown().map((zones) => [keyOf(zones), zones]));
      if (!missing.size) return;
      await insertMissing(db, [...missing.values()]);
      await read();
    },
    idOf: (zones: Zones): number => {
      const id = ids.get(keyOf(zones));
      if (id === undefined) throw new Error(`The time zones ${keyOf(zones)} have no number: ask for them first`);
      return id;
    },
  };
};

const keyOf = (zones: Zones) => zones.join(' ');

/** Looks before it inserts: a conflict would use up a number, and there are few. */
const insertMissing = async (db: Kysely<Schema>, sets: readonly Zones[]): Promise<void> => {
  const list = JSON.stringify(sets);
  await sql`
    insert into zone_sets (zones)
    select wanted.zones
    from (
      select array(select jsonb_array_elements_text(value)) as zones from jsonb_array_elements(${list}::jsonb)
    ) as wanted
    where not exists (select from zone_sets where zone_sets.zones = wanted.zones)
    on conflict do nothing`.execute(db);
};

export type ZoneSets = ReturnType<typeof makeZoneSets>;
