import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

const named = [...read('SECURITY.md').matchAll(/(?:apps|packages)\/[\w./{},*-]+\.ts/g)].map(([path]) => path);

it('SECURITY.md shows each of its claims by many tests', () => expect(named.length).toBeGreaterThan(20));

const expanded = (path: string): string[] => {
  const [, before = '', choices, after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(path) ?? [];
  return choices?.split(',').map((choice) => before + choice + after) ?? [path];
};

it.each(named.flatMap(expanded))('SECURITY.md names %s, which is there', (path) => {
  expect(globSync(path, { cwd: root })).not.toEqual([]);
});

const tables = [...read('packages/store/schema.sql').matchAll(/create table (\w+) \(([^;]*)\);/g)];
const personal = tables
  .filter(([, , columns = '']) => /_(?:sealed|index) bytea/.test(columns))
  .map(([, name = '']) => name);

it('there are tables with what is personal', () => expect(personal).toContain('messages'));

it.each(personal)('the data map has the table %s', (table) => {
  expect(read('docs/compliance.md')).toContain(`\`${table}`);
});
