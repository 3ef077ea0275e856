import type { AuditEntry } from '@recado/contract';
import { expect, test } from 'vitest';
import { showAudit } from './audit.ts';

const entry: AuditEntry = {
  id: '01980000-0000-7000-8000-000000000001',
  at: '2026-11-22T12:00:00.000Z',
  actor: { kind: 'key', name: 'shop' },
  action: 'sender.changed',
  object: 'senders/store',
  detail: { mps: 40, scopes: ['a', 'b'] },
};

test('the audit log is a table, and says how to go on', () => {
  const { object: _object, detail: _detail, ...bare } = entry;
  expect(
    showAudit({ data: [entry, { ...bare, actor: { kind: 'cli', name: 'recado cli' } }], next_cursor: 'MDE5' }),
  ).toBe(
    [
      'at (UTC)             by          action          object         detail',
      '2026-11-22 12:00:00  shop        sender.changed  senders/store  mps=40 scopes=a,b',
      '2026-11-22 12:00:00  recado cli  sender.changed',
      'For more entries, add --cursor MDE5',
    ].join('\n'),
  );
});

test('an empty page says so', () => {
  expect(showAudit({ data: [], next_cursor: null })).toBe('No audit entries match these filters.');
});
