import type { AuditEntry } from '@recado/messaging';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { later, noon } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const shop = { id: '01980000-0000-7000-8000-00000000000a', name: 'shop' };
const entry = (change: Partial<AuditEntry> = {}): AuditEntry => ({
  at: noon,
  actor: shop,
  action: 'template.changed',
  object: 'templates/promotion',
  detail: { language: 'pt_BR', variables: ['name'] },
  ...change,
});

const page = { limit: 50 };

it('finds entries by who did what to what, from a time on and up to another, the newest first', async () => {
  const [first, second, third] = [
    entry(),
    entry({ at: later(1000), action: 'settings.changed', object: 'settings' }),
    entry({ at: later(2000), actor: { name: 'recado cli' } }),
  ];
  for (const each of [first, second, third]) await test.store.writeAuditEntry(each);
  const found = async (filter: object) =>
    (await test.store.loadAuditEntries({ ...page, ...filter })).map(({ id: _id, actor, ...rest }) => {
      const { kind: _kind, ...named } = actor;
      return { ...rest, actor: named };
    });
  expect(await found({})).toEqual([third, second, first]);
  expect(await found({ actor: 'shop' })).toEqual([second, first]);
  expect(await found({ actor: shop.id })).toEqual([second, first]);
  expect(await found({ actor: 'recado cli' })).toEqual([third]);
  expect(await found({ actorKind: 'key' })).toEqual([second, first]);
  expect(await found({ actorKind: 'cli' })).toEqual([third]);
  expect(await found({ action: 'settings.changed' })).toEqual([second]);
  expect(await found({ object: 'templates/promotion' })).toEqual([third, first]);
  expect(await found({ since: later(1000) })).toEqual([third, second]);
  expect(await found({ until: later(1000) })).toEqual([first]);
  const [newest] = await test.store.loadAuditEntries({ limit: 1 });
  expect(await found({ beyond: newest?.id })).toEqual([second, first]);
});

it.each(["update audit_log set action = 'none'", 'delete from audit_log', 'truncate audit_log'])(
  'refuses: %s',
  async (statement) => {
    await test.store.writeAuditEntry(entry());
    await expect(test.sql(statement)).rejects.toThrow('append-only');
  },
);

it('deletes what is too old in a transaction of its own, which changes nothing else', async () => {
  await test.store.writeAuditEntry(entry({ actor: { name: 'long ago' }, at: new Date('2020-01-01T00:00:00Z') }));
  await test.sql(`begin; set local recado.retention = 'on'; delete from audit_log where at < '2021-01-01'; commit`);
  expect(await test.store.loadAuditEntries({ ...page, actor: 'long ago' })).toEqual([]);
  const change = `begin; set local recado.retention = 'on'; update audit_log set action = 'none'; commit`;
  await expect(test.sql(change)).rejects.toThrow('append-only');
  await test.sql('rollback');
});
