import type { Sql } from './test-store.ts';

// Sorted by names in byte order, and without the not-null constraints of PostgreSQL 18: the same on every server.

/** Matches partitions of messages. They are as their table, and more of them are made as time goes by. */
export const partition = String.raw`'^message(_event)?s_(default|\d{4}q\d)$'`;

const types = `
  select format('create type %I as enum (%s);', typname, string_agg(quote_literal(enumlabel), ', ' order by enumsortorder)) as text
  from pg_type join pg_enum on enumtypid = pg_type.oid
  group by typname order by typname`;

const tables = `
  select relname, format(e'create table %I (\\n%s\\n)%s;', relname,
    (select string_agg(format('  %I %s%s%s', attname, format_type(atttypid, atttypmod),
        case when attnotnull then ' not null' else '' end,
        coalesce(' default ' || pg_get_expr(adbin, adrelid), '')), e',\\n' order by attnum)
     from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
     where attrelid = pg_class.oid and attnum > 0 and not attisdropped),
    coalesce(' partition by ' || pg_get_partkeydef(oid), ' partition of ' || (
      select inhparent::regclass || ' ' || pg_get_expr(relpartbound, oid) from pg_inherits where inhrelid = oid
    ), '') || coalesce(e' with (\\n  ' || array_to_string(reloptions, e',\\n  ') || e'\\n)', '')) as text
  from pg_class
  where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and relname !~ ${partition}
  order by relname`;

const constraints = `
  select format('alter table %s add constraint %I %s;', conrelid::regclass, conname, pg_get_constraintdef(oid)) as text
  from pg_constraint
  where connamespace = 'public'::regnamespace and contype <> 'n' and conrelid::regclass::text !~ ${partition}
  order by conrelid::regclass::text collate "C", contype, conname`;

const indexes = `
  select indexdef || ';' as text
  from pg_indexes
  where schemaname = 'public' and tablename !~ ${partition} and indexname not in (select conname from pg_constraint)
  order by indexname`;

/** The schema of a database as a script, the same for the same schema. */
export const dumpSchema = async (sql: Sql): Promise<string> => {
  const parts = [];
  for (const query of [types, tables, constraints, indexes])
    parts.push((await sql(`select text from (${query}) as part`)).map(({ text }) => text).join('\n'));
  return `-- The schema after all migrations. Made by \`npm run dump-schema\`; not to be edited.\n\n${parts.join('\n\n')}\n`;
};
