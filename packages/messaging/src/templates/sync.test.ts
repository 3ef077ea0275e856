import type { Category } from '@recado/contract';
import { describe, expect, it, vi } from 'vitest';
import { Refusal } from '../errors.ts';
import type { ListedContent } from './listed-template.ts';
import { isNews, refreshApprovals, refreshTemplates, syncTemplates, type Refresh, type SyncDeps } from './sync.ts';
import type { RecordedTemplate } from './template.ts';

describe('a sync of templates', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const sidOf = (digit: string) => `HX${digit.repeat(32)}`;

  const content = (digit: string, change: Partial<ListedContent> = {}): ListedContent => ({
    sid: sidOf(digit),
    name: 'promotion',
    language: 'pt_BR',
    placeholders: ['1'],
    status: 'approved',
    category: 'marketing',
    ...change,
  });
  const template = (digit: string, change: Partial<RecordedTemplate> = {}): RecordedTemplate => ({
    name: 'promotion',
    language: 'pt_BR',
    channel: 'whatsapp',
    category: 'marketing',
    contentSid: sidOf(digit),
    variables: ['discount'],
    approval: { status: 'approved', category: 'marketing', checkedAt: minutesAgo(20) },
    createdAt: minutesAgo(60),
    updatedAt: minutesAgo(60),
    ...change,
  });

  const without = (member: 'contentSid' | 'approval', whole: RecordedTemplate): RecordedTemplate => {
    const { [member]: _member, ...rest } = whole;
    return rest;
  };

  const world = (templates: RecordedTemplate[], contents: ListedContent[]) => ({
    clock: () => now,
    listContents: vi.fn<SyncDeps['listContents']>(async () => contents),
    listTemplates: async () => templates,
    addTemplates: vi.fn<SyncDeps['addTemplates']>(async (drafts) => drafts.length),
    recordRefreshes: vi.fn<SyncDeps['recordRefreshes']>(async () => {}),
    writeAuditEntry: vi.fn<SyncDeps['writeAuditEntry']>(async () => {}),
  });

  it('makes what is new, refreshes what is there, and says what it did', async () => {
    const deps = world(
      [template('a'), template('b', { name: 'order', category: 'utility' })],
      [content('a'), content('b', { name: 'order' }), content('c', { name: 'New!' })],
    );
    expect(await syncTemplates(deps, { actor: { name: 'ops' } })).toEqual({
      created: 1,
      updated: 1,
      unchanged: 1,
      recategorized: [{ name: 'order', language: 'pt_BR', from: 'utility', to: 'marketing' }],
      skipped: [],
    });
    expect(deps.addTemplates).toHaveBeenCalledExactlyOnceWith([
      expect.objectContaining({ name: 'new', contentSid: sidOf('c') }),
    ]);
  });

  it('passes over a content whose name another has, and takes the approved one of two', async () => {
    const deps = world(
      [template('a')],
      [
        content('a'),
        content('b'),
        content('c', { name: 'Twice', status: 'rejected' }),
        content('d', { name: 'twice' }),
        content('e', { language: 'en' }),
      ],
    );
    const { created, skipped } = await syncTemplates(deps, { actor: { name: 'ops' } });
    expect(created).toBe(2);
    expect(skipped.map(({ content_sid, reason }) => [content_sid, reason])).toEqual([
      [sidOf('b'), 'name_taken'],
      [sidOf('c'), 'name_taken'],
    ]);
  });

  it('passes over what fits no rule here', async () => {
    const deps = world([], [content('a', { placeholders: ['name'] })]);
    expect(await syncTemplates(deps, { actor: { name: 'ops' } })).toMatchObject({
      created: 0,
      skipped: [{ content_sid: sidOf('a'), reason: 'named_variables', message: expect.stringContaining('{{name}}') }],
    });
  });

  it('records nothing when Twilio cannot be asked', async () => {
    const deps = world([template('a')], []);
    deps.listContents.mockRejectedValue(new Refusal('twilio-unavailable', 'no answer'));
    await expect(syncTemplates(deps, { actor: { name: 'ops' } })).rejects.toMatchObject({ type: 'twilio-unavailable' });
    expect(deps.recordRefreshes).not.toHaveBeenCalled();
  });

  const everyMs = 15 * 60_000;

  it('reports a template that WhatsApp paused since the last check', async () => {
    const deps = { ...world([template('a')], [content('a', { status: 'paused' })]), everyMs };
    const news = await refreshApprovals(deps);
    expect(news.map(({ after }) => after.approval?.status)).toEqual(['paused']);
  });

  it.each<[string, RecordedTemplate[], number]>([
    ['about templates without a content', [without('contentSid', template('a'))], 0],
    ['when the last check is old', [template('a')], 1],
    ['when the last check is recent', [template('a', { approval: { checkedAt: minutesAgo(14) } })], 0],
    [
      'about none that is new',
      [template('a', { approval: { checkedAt: now } }), without('approval', template('b'))],
      1,
    ],
  ])('Twilio is asked %s: %#', async (_when, templates, times) => {
    const deps = { ...world(templates, []), everyMs };
    await refreshApprovals(deps);
    expect(deps.listContents).toHaveBeenCalledTimes(times);
  });
});

describe('a refresh of approvals', () => {
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

  it('records when Twilio was asked, without reporting a change', () => {
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
});
