import { expect, it } from 'vitest';
import { rfc2822 } from './answer.ts';

it('writes each second as Twilio does, whatever was asked before', () => {
  const at = Date.parse('2026-11-22T12:00:00.000Z');
  expect([at, at + 999, at + 1000, at].map(rfc2822)).toEqual([
    'Sun, 22 Nov 2026 12:00:00 +0000',
    'Sun, 22 Nov 2026 12:00:00 +0000',
    'Sun, 22 Nov 2026 12:00:01 +0000',
    'Sun, 22 Nov 2026 12:00:00 +0000',
  ]);
});
