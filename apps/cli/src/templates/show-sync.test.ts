import { expect, test } from 'vitest';
import { showSync } from './show-sync.ts';

test('a sync is told in one line, and each template that it changed or passed over in another', () => {
  const told = showSync({
    created: 2,
    updated: 1,
    unchanged: 6,
    recategorized: [{ name: 'news', language: 'en', from: 'utility', to: 'marketing' }],
    skipped: [{ content_sid: 'HX9', reason: 'no_name', message: 'has no name' }],
  });
  expect(told.split('\n')).toEqual([
    '2 created, 1 updated, 6 unchanged, 1 skipped.',
    '  news (en) was utility and is marketing now: WhatsApp put it there',
    '  HX9 skipped: has no name (no_name)',
  ]);
});
