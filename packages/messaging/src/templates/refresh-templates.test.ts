import type { Category } from '@recado/contract';
import { describe, expect, it } from 'vitest';
import type { ListedContent } from './listed-content.ts';
import { isNews, refreshTemplates, type Refresh } from './refresh-templates.ts';
import type { RecordedTemplate } from './template.ts';

const before = new Date('2026-11-22T12:00:00Z');
const now = new Date('2026-11-22T12:15:00Z');
const contentSid = `HX${'a'.repeat(32)}`;

const put: RecordedTemplate = {
  name: 'promotion',
  language: 'pt_BR',
  channel: 'whatsapp',
  category: 'utility',
  contentSid,
  body: 'Só hoje: {{discount}}',
  variables: ['discount'],
  approval: { status: 'approved', category: 'utility', checkedAt: before },
  createdAt: before,
  updatedAt: before,
};
const taken: RecordedTemplate = { ...put, body: 'Só hoje: {{1}}', variables: ['1'], syncedAt: before };
const content: ListedContent = {
  sid: contentSid,
  name: 'promotion',
  language: 'pt_BR',
  placeholders: ['1'],
  text: 'Só hoje: {{1}}',
  status: 'approved',
  category: 'utility',
};

const refresh = (template: RecordedTemplate, change?: Partial<ListedContent>): Refresh => {
  const [only] = refreshTemplates([template], change ? [{ ...content, ...change }] : [], now);
  if (!only) throw new Error('it was not refreshed');
  return only;
};

it('notes when Twilio was asked, which is no news', () => {
  const refreshed = refresh(put, {});
  expect(refreshed.after).toEqual({ ...put, approval: { status: 'approved', category: 'utility', checkedAt: now } });
  expect(isNews(refreshed)).toBe(false);
});

it('takes over a pause and its reason, and leaves what was PUT', () => {
  const refreshed = refresh(put, { status: 'paused', rejectionReason: 'quality', text: 'other', placeholders: [] });
  expect(refreshed.after).toEqual({
    ...put,
    approval: { status: 'paused', category: 'utility', rejectionReason: 'quality', checkedAt: now },
  });
  expect(isNews(refreshed)).toBe(true);
});

it('knows no status of a content that Twilio no longer has', () => {
  const refreshed = refresh(put);
  expect(refreshed.after.approval).toEqual({ checkedAt: now });
  expect(isNews(refreshed)).toBe(true);
  expect(isNews(refresh(refreshed.after))).toBe(false);
});

it('leaves a template without a content alone', () => {
  const { contentSid: _sid, ...sms } = put;
  expect(refreshTemplates([sms], [content], now)).toEqual([]);
});

describe('the category', () => {
  it.each<[Category, Category, Category]>([
    ['utility', 'marketing', 'marketing'],
    ['authentication', 'utility', 'utility'],
    ['marketing', 'utility', 'marketing'],
    ['utility', 'authentication', 'utility'],
  ])('of one that was PUT as %s is, when WhatsApp says %s, %s', (ours, theirs, category) => {
    const { after } = refresh({ ...put, category: ours }, { category: theirs });
    expect(after).toMatchObject({ category, approval: { category: theirs } });
    expect(after.updatedAt).toEqual(category === ours ? before : now);
  });

  it('of one that was taken over is WhatsApp’s', () => {
    const { after } = refresh({ ...taken, category: 'marketing' }, { category: 'utility' });
    expect(after).toMatchObject({ category: 'utility', updatedAt: now, syncedAt: now });
  });
});

it('takes over the new text of one that was taken over', () => {
  const refreshed = refresh(taken, { text: 'Só {{1}}: {{2}}', placeholders: ['1', '2'] });
  expect(refreshed.after).toMatchObject({ body: 'Só {{1}}: {{2}}', variables: ['1', '2'], updatedAt: now });
  expect(isNews(refreshed)).toBe(true);
});

it('leaves the text of one that was taken over when its new one cannot be filled in', () => {
  const { after } = refresh(taken, { text: 'Só {{day}}', placeholders: ['day'] });
  expect(after).toMatchObject({ body: taken.body, variables: taken.variables });
});
