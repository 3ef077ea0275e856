import type { Template } from '@recado/contract';
import { expect, test } from 'vitest';
import { listTemplates } from './list.ts';

const at = '2026-11-22T12:00:00.000Z';
const template = (change: Partial<Template>): Template => ({
  name: 'promotion',
  language: 'pt_BR',
  channel: 'whatsapp',
  category: 'marketing',
  content_sid: 'HX1',
  variables: ['discount'],
  created_at: at,
  updated_at: at,
  ...change,
});

test.each<[string, Partial<Template>]>([
  ['not asked yet', {}],
  ['approved', { approval: { status: 'approved', checked_at: at } }],
  ['paused (quality)', { approval: { status: 'paused', rejection_reason: 'quality', checked_at: at } }],
  ['unknown', { approval: { status: null, checked_at: at } }],
])('a template is listed as %s', (approval, change) => {
  const [head, row] = listTemplates([template(change)]).split('\n');
  expect(head).toMatch(/^name +language +channel +category +approval +variables +content$/);
  expect(row).toMatch(/^promotion +pt_BR +whatsapp +marketing +\S.* +discount +HX1$/);
  expect(row).toContain(` ${approval} `);
});
