import type { Template } from '@recado/contract';
import { describe, expect, test } from 'vitest';
import { listTemplates, PutOptions, showSync, toTemplate } from './templates.ts';

describe('list', () => {
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
    ['not known yet', {}],
    ['approved', { approval: { status: 'approved', checked_at: at } }],
    ['paused (quality)', { approval: { status: 'paused', rejection_reason: 'quality', checked_at: at } }],
    ['unknown', { approval: { status: null, checked_at: at } }],
  ])('a template is listed as %s', (approval, change) => {
    const [head, row] = listTemplates([template(change)]).split('\n');
    expect(head).toMatch(/^name +language +channel +category +approval +variables +content$/);
    expect(row).toMatch(/^promotion +pt_BR +whatsapp +marketing +\S.* +discount +HX1$/);
    expect(row).toContain(` ${approval} `);
  });
});

describe('request', () => {
  test('of the options of a put only what was given is sent', () => {
    const options = PutOptions.parse({ channel: 'sms', category: 'utility', body: 'Oi {{a}}', variables: ['a'] });
    expect(toTemplate(options)).toEqual({ channel: 'sms', category: 'utility', body: 'Oi {{a}}', variables: ['a'] });
  });
});

describe('the result of a sync', () => {
  test('a sync is shown in one line, and each template that it changed or skipped in another', () => {
    const shown = showSync({
      created: 2,
      updated: 1,
      unchanged: 6,
      recategorized: [{ name: 'news', language: 'en', from: 'utility', to: 'marketing' }],
      skipped: [{ content_sid: 'HX9', reason: 'no_name', message: 'has no name' }],
    });
    expect(shown.split('\n')).toEqual([
      '2 created, 1 updated, 6 unchanged, 1 skipped.',
      '  news (en) changed from utility to marketing: WhatsApp assigned this category',
      '  HX9 skipped: has no name (no_name)',
    ]);
  });
});
