import { describe, expect, it } from 'vitest';
import { findFaults } from './check-structure.ts';

const long = '\n// A line.'.repeat(20);
const createStore = ['packages/store/src/create-store.ts', `export const store = { ...messageMethods(db) };${long}`];

const faultsOf = (files: Record<string, string>, pages: Record<string, string> = {}) =>
  findFaults(
    new Map([createStore as [string, string], ...Object.entries(files)]),
    (path) => path in files,
    new Map(Object.entries(pages)),
  ).filter((fault) => !fault.includes('list of short files'));

describe('the check of the structure', () => {
  it.each([
    ['imports', "import { b } from './b.ts';", "import { a } from './a.ts';"],
    ['imports of types', "import type { B } from './b.ts';", "import { type A } from './a.ts';"],
    ['re-exports', "export * from './b.ts';", "export type { A } from './a.ts';"],
    ['dynamic imports', "export const b = await import('./b.ts');", "import type { A } from './a.ts';"],
  ])('finds a circle of %s', (_, a, b) => {
    expect(faultsOf({ 'apps/cli/src/a.ts': a + long, 'apps/cli/src/b.ts': b + long })).toStrictEqual([
      expect.stringMatching(
        /^apps\/cli\/src\/a\.ts -> apps\/cli\/src\/b\.ts -> apps\/cli\/src\/a\.ts: import in a circle/,
      ),
    ]);
  });

  it('finds an import against the order of the floors, and a folder without a place in it', () => {
    const files = {
      'packages/store/src/postgres/sql.ts': `import type { A } from '../messages/find.ts';${long}`,
      'packages/store/src/messages/find.ts': `import { a } from '../schema/index.ts';${long}`,
      'packages/store/src/schema/index.ts': `export const a = 1;${long}`,
      'packages/store/src/attic/box.ts': `export const b = 1;${long}`,
    };
    expect(faultsOf(files)).toStrictEqual([
      expect.stringContaining('attic has no place'),
      expect.stringContaining('postgres/sql.ts imports packages/store/src/messages/find.ts'),
    ]);
  });

  it('finds a file that is too short, unless it is a test or a migration', () => {
    const files = {
      'apps/api/src/tiny.ts': 'export const a = 1;\n',
      'apps/api/src/tiny.test.ts': 'export const a = 1;\n',
      'packages/store/src/migrations/0001_a.ts': 'export const a = 1;\n',
    };
    expect(faultsOf(files)).toStrictEqual([expect.stringContaining('apps/api/src/tiny.ts has fewer than 15 lines')]);
  });

  it('finds methods of the store that are outside an index, or not in the store', () => {
    const files = {
      'packages/store/src/messages/index.ts': `export const messageMethods = () => ({});${long}`,
      'packages/store/src/messages/find.ts': `export const findMethods = () => ({});${long}`,
      'packages/store/src/audit/audit.ts': `export const auditMethods = () => ({});${long}`,
    };
    expect(faultsOf(files)).toStrictEqual([
      expect.stringContaining('messages/find.ts exports findMethods. List'),
      expect.stringContaining('messages/find.ts exports findMethods, which createStore lacks'),
      expect.stringContaining('audit/audit.ts exports auditMethods, which createStore lacks'),
    ]);
  });

  it("finds paths of a page's tables that do not exist", () => {
    const row = '| repair | `apps/api/src/a.ts` -> `b.ts`, `apps/api/src/c.ts` |\n`apps/outside/a/table.ts`';
    const files = { 'apps/api/src/a.ts': `export const a = 1;${long}` };
    expect(faultsOf(files, { 'README.md': row })).toStrictEqual([
      expect.stringContaining('README.md names apps/api/src/b.ts'),
      expect.stringContaining('README.md names apps/api/src/c.ts'),
    ]);
  });
});
