import type { RecordedTemplate } from '@recado/messaging';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { later, noon, template } from './support/samples.ts';
import { openTestStore, type TestStore } from './support/test-store.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test[Symbol.asyncDispose]());

const approved = { status: 'approved', category: 'utility', checkedAt: later(1) } as const;
const paused = { status: 'paused', category: 'utility', rejectionReason: 'quality', checkedAt: later(2) } as const;

/** A template of its own for each test. */
const stored = async (name: string, change: Partial<RecordedTemplate> = {}) => {
  const made = template({ name, approval: approved, ...change });
  expect(await test.store.seedTemplates([made])).toBe(1);
  return made;
};
const find = (name: string) => test.store.findTemplate(name);

it('a template that was imported from Twilio is found with its approval', async () => {
  const made = await stored('taken', { approval: paused, syncedAt: noon });
  expect(await find('taken')).toEqual(made);
  expect(await test.store.seedTemplates([made])).toBe(0);
});

it('what Twilio says is recorded of many at once', async () => {
  const before = [await stored('first'), await stored('second')];
  const after = { approval: paused, category: 'marketing', body: 'Oi, {{1}}', variables: ['1'], updatedAt: later(2) };
  const said = { ...after, category: 'marketing' as const, syncedAt: later(2) };
  await test.store.recordRefreshes(before.map((each) => ({ before: each, after: { ...each, ...said } })));
  expect(await find('first')).toEqual({ ...template({ name: 'first' }), ...said });
  expect(await find('second')).toEqual({ ...template({ name: 'second' }), ...said });
  await test.store.recordRefreshes([]);
});

it('a template that was PUT since Twilio was asked stays as it is', async () => {
  const before = await stored('raced');
  const put = await test.store.saveTemplate(
    template({ name: 'raced', body: 'Oi', variables: [], updatedAt: later(5) }),
  );
  await test.store.recordRefreshes([{ before, after: { ...before, approval: paused } }]);
  expect(await find('raced')).toEqual(put);
});

it('two who record the same at once do not wait for each other', async () => {
  const names = Array.from({ length: 40 }, (_, n) => `busy_${n}`);
  const before = await Promise.all(names.map((name) => stored(name)));
  const refreshes = before.map((each) => ({ before: each, after: { ...each, approval: paused } }));
  const others = test.another();
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      (n % 2 ? others : test.store).recordRefreshes(n % 2 ? refreshes : refreshes.toReversed()),
    ),
  );
  expect((await find('busy_7'))?.approval).toEqual(paused);
});

it('a PUT keeps the approval of the content, and drops it with the content', async () => {
  const made = await stored('put', { syncedAt: noon });
  const { approval: _approval, syncedAt: _synced, ...rest } = made;
  expect(await test.store.saveTemplate({ ...rest, category: 'marketing' })).toEqual({
    ...rest,
    category: 'marketing',
    approval: approved,
  });
  const other = { ...rest, contentSid: `HX${'1'.repeat(32)}` };
  expect(await test.store.saveTemplate(other)).toEqual(other);
  const { contentSid: _sid, ...without } = rest;
  expect(await test.store.saveTemplate(without)).toEqual(without);
});
