import type { PreviewQuery } from '@recado/contract';
import { describe, expect, it, vi } from 'vitest';
import type { RecordedTemplate } from '../templates/template.ts';
import type { RecordedCampaign } from './campaign.ts';
import { firstPerson, previewCampaign, type AudienceMember, type MemberChoice } from './preview.ts';

const now = new Date('2026-11-22T12:00:00Z');

const campaign: RecordedCampaign = {
  id: '01900000-0000-7000-8000-000000000001',
  name: 'Natal',
  status: 'draft',
  channel: 'sms',
  category: 'marketing',
  templateName: 'promotion',
  templateLanguage: 'pt_BR',
  variables: { discount: '10%', until: 'domingo' },
  senderIds: ['texts'],
  dryRun: false,
  recipients: 1,
  version: 1,
  audienceVersion: 1,
  createdAt: now,
  createdBy: 'test',
  updatedAt: now,
};

const template: RecordedTemplate = {
  name: 'promotion',
  language: 'pt_BR',
  channel: 'whatsapp',
  category: 'marketing',
  contentSid: 'HX1',
  body: '{{name}}, {{discount}} até {{until}}',
  variables: ['name', 'discount', 'until'],
  createdAt: now,
  updatedAt: now,
};

const short: RecordedTemplate = { ...template, name: 'short', body: '{{discount}} off', variables: ['discount'] };

const content = { kind: 'template', name: 'promotion', language: 'pt_BR' } as const;

const maria: AudienceMember = {
  id: '01900000-0000-7000-8000-00000000000a',
  line: 2,
  to: '+5511987654321',
  content: { ...content, variables: { name: 'Maria', discount: '20%' } },
};

type Change = {
  campaign?: Partial<RecordedCampaign>;
  template?: Partial<RecordedTemplate>;
  member?: Partial<AudienceMember> | 'nobody';
};

const world = (change: Change = {}) => ({
  defaultCountry: 'BR' as const,
  loadCampaign: async () => ({ ...campaign, ...change.campaign }),
  findTemplate: async (name: string) => [{ ...template, ...change.template }, short].find((each) => each.name === name),
  findAudienceMember: vi.fn(async (_id: string, _choice: MemberChoice) =>
    change.member === 'nobody' ? undefined : { ...maria, ...change.member },
  ),
});

const preview = (change?: Change, query: PreviewQuery = {}) => previewCampaign(world(change), campaign.id, query);

it('puts in what the row has, and what the campaign has where the row has nothing', async () => {
  expect(await preview()).toMatchObject({
    member: maria,
    variables: { name: 'Maria', discount: '20%', until: 'domingo' },
    text: 'Maria, 20% até domingo',
    segments: 1,
  });
});

it('shows of WhatsApp what Twilio gets, and the text if its body is known here', async () => {
  const whatsapp = await preview({ campaign: { channel: 'whatsapp' } });
  const handed = { contentSid: 'HX1', variables: { '1': 'Maria', '2': '20%', '3': 'domingo' } };
  expect(whatsapp).toMatchObject({ text: 'Maria, 20% até domingo', handed });
  expect(whatsapp).not.toHaveProperty('segments');
  const { body: _body, ...bare } = template;
  const deps = { ...world({ campaign: { channel: 'whatsapp' } }), findTemplate: async () => bare };
  const bodiless = await previewCampaign(deps, campaign.id, {});
  expect(bodiless.handed).toEqual(handed);
  expect(bodiless).not.toHaveProperty('text');
});

describe('the fallback SMS', () => {
  const whatsapp = { channel: 'whatsapp', variables: { until: 'domingo' } } as const;
  const own = { ...content, name: 'short', variables: { discount: '20%' } };

  it('is shown with it, with what the fallback has for rows that have nothing', async () => {
    const fallback = { channel: 'sms', template: 'short', variables: { discount: '5%' } } as const;
    const change = { campaign: { ...whatsapp, fallback }, template: { variables: ['name', 'discount', 'until'] } };
    expect((await preview({ ...change, member: { fallback: own } })).fallback).toEqual({
      text: '20% off',
      segments: 1,
    });
    expect((await preview({ ...change, member: { fallback: { ...own, variables: {} } } })).fallback).toEqual({
      text: '5% off',
      segments: 1,
    });
  });

  it('may be a text that is the same for all', async () => {
    const fallback = { channel: 'sms', body: 'Até domingo!' } as const;
    const member = { fallback: { kind: 'body', body: 'Até domingo!' } as const };
    expect((await preview({ campaign: { ...whatsapp, fallback }, member })).fallback?.text).toBe('Até domingo!');
  });
});

it.each<[string, PreviewQuery, MemberChoice]>([
  ['the one who came first', {}, 'first'],
  ['a line', { line: 7 }, { line: 7 }],
  ['a recipient', { recipient: maria.id.toUpperCase() }, { id: maria.id }],
  ['a number as people write it', { to: '(11) 98765-4321' }, { to: '+5511987654321' }],
])('is of %s', async (_whom, query, choice) => {
  const deps = world();
  await previewCampaign(deps, campaign.id, query);
  expect(deps.findAudienceMember).toHaveBeenCalledExactlyOnceWith(campaign.id, choice);
});

it.each<[string, Change, string]>([
  ['the audience is empty', { member: 'nobody' }, 'not-found'],
  ['the template is gone', { template: { name: 'other' } }, 'conflict'],
  ['the template takes other variables by now', { template: { variables: ['name', 'price'] } }, 'conflict'],
])('is refused when %s', async (_why, change, type) => {
  await expect(preview(change)).rejects.toMatchObject({ type });
});

it('uses the first person for a test, or the defaults while the audience is empty', async () => {
  expect(await firstPerson(world(), campaign)).toEqual({
    variables: { name: 'Maria', discount: '20%', until: 'domingo' },
    language: 'pt_BR',
  });
  expect(await firstPerson(world({ member: 'nobody' }), campaign)).toEqual({
    variables: campaign.variables,
    language: 'pt_BR',
  });
});
