import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findDeadReferences } from './check-pages.ts';

const files = new Set(['README.md', 'docs/api.md', 'docs/demo.svg', 'apps/api/test/a.test.ts']);
const faultsOf = (page: string, text: string) =>
  findDeadReferences(
    new Map([
      ['docs/api.md', '# API\n\n## Rate limits, per key'],
      [page, text],
    ]),
    (path) => files.has(path),
  );

it.each([
  ['a page', '[API](docs/api.md)'],
  ['a picture', '![Demo](docs/demo.svg)'],
  ['a heading', '[limits](docs/api.md#rate-limits-per-key)'],
  ['a heading of its own', '# Try it\n[below](#try-it)'],
  ['another site', '[Twilio](https://www.twilio.com/docs)'],
  ['a source', 'See `apps/api/test/{a,a}.test.ts`, or make packages/store/src/<noun>/x.ts.'],
])('lets a page refer to %s', (_, text) => expect(faultsOf('README.md', text)).toEqual([]));

it.each([
  ['a page that is gone', 'README.md', '[API](docs/old.md)', 'README.md links to docs/old.md, '],
  ['a page beside it that is gone', 'docs/x.md', '[API](old.md)', 'docs/x.md links to old.md, '],
  ['a heading that is gone', 'README.md', '[API](docs/api.md#scopes)', 'README.md links to docs/api.md#scopes, '],
  [
    'a source that is gone',
    'README.md',
    'See apps/api/test/{a,b}.test.ts',
    'README.md names apps/api/test/b.test.ts, ',
  ],
])('finds %s', (_, page, text, fault) => expect(faultsOf(page, text)).toEqual([expect.stringContaining(fault)]));

it('each variable of the compose file is in .env.example, and each of both in the pages of settings', () => {
  const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  const namesIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name);
  const inCompose = namesIn(read('docker-compose.yml'), /(?<!\$)\$\{([A-Z_]+)/g);
  const inExample = namesIn(read('.env.example'), /^(?:# )?([A-Z_]+)=/gm);
  const inPages = namesIn(read('docs/configuration.md') + read('docs/tracing.md'), /`([A-Z_]+)`/g);
  expect(inCompose.length).toBeGreaterThan(20);
  expect({
    compose: inCompose.filter((name) => !inExample.includes(name)),
    settings: [...inCompose, ...inExample].filter((name) => !inPages.includes(name)),
  }).toEqual({ compose: [], settings: [] });
});
