import { expect, it } from 'vitest';
import { fateOf } from './fate.ts';

it.each([
  ['+5511905530003', { end: 'undelivered', errorCode: 30003 }],
  ['whatsapp:+5511905563024', { end: 'undelivered', errorCode: 63024 }],
  ['whatsapp:+14155563018', { end: 'failed', errorCode: 63018 }],
  ['+5511905510001', { end: 'sent' }],
  ['+5511905510003', { end: 'ordinary', pace: 10 }],
])('%s chooses its fate', (to, fate) => {
  expect(fateOf(to)).toEqual(fate);
});

it.each(['+5511905599999', '+5511905563024', '+5511900063024', '+5511988887777'])('%s has an ordinary one', (to) => {
  expect(fateOf(to)).toEqual({ end: 'ordinary' });
});
