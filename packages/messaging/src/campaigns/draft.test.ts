import type { CreateCampaign } from '@recado/contract';
import { describe, expect, it } from 'vitest';
import type { RecordedSender } from '../senders/sender.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import { draftSettings, type DraftDeps } from './draft.ts';
import { toCreateRequest } from './launch.ts';

const epoch = new Date(0);
const sender = (id: string, change: Partial<RecordedSender> = {}): RecordedSender => ({
  id,
  channel: 'whatsapp',
  address: '+551150289876',
  mps: 80,
  dailyLimit: null,
  paused: false,
  createdAt: epoch,
  updatedAt: epoch,
  ...change,
});
const template = (change: Partial<RecordedTemplate> = {}): RecordedTemplate => ({
  name: 'promotion',
  language: 'pt_BR',
  channel: 'whatsapp',
  category: 'marketing',
  contentSid: 'HX1',
  body: '{{discount}}',
  variables: ['discount'],
  createdAt: epoch,
  updatedAt: epoch,
  ...change,
});

const world = (change: Partial<RecordedTemplate> = {}): DraftDeps => ({
  clock: () => new Date('2026-11-22T12:00:00Z'),
  findSenders: async () => [
    sender('first', { paused: true }),
    sender('second'),
    sender('third'),
    sender('texts', { channel: 'sms' }),
  ],
  findTemplate: async (name: string, language = 'pt_BR') => template({ name, language, ...change }),
  findPriceCurrency: async () => 'USD',
});

const request: CreateCampaign = { name: 'Natal', template: 'promotion' };
const draft = (change: Partial<CreateCampaign>, of = world()) => draftSettings(of, { ...request, ...change });

describe('the settings of a campaign', () => {
  it.each<[string, Partial<CreateCampaign>, object]>([
    ['the first sender that works', {}, { senderIds: ['second'] }],
    ['the senders that are named, in their order', { senders: ['third', 'first'] }, { senderIds: ['third', 'first'] }],
    ["the template's category", {}, { category: 'marketing' }],
    ['another channel than its template’s', { channel: 'sms' }, { channel: 'sms', senderIds: ['texts'] }],
    ['some of the variables', { variables: { discount: '20' } }, { variables: { discount: '20' } }],
  ])('take %s', async (_what, change, settings) => {
    expect(await draft(change)).toMatchObject(settings);
  });

  it('leave the language to each person unless the request names one', async () => {
    const fallback = { channel: 'sms', template: 'short' } as const;
    expect(await draft({ fallback })).toMatchObject({
      templateLanguage: 'pt_BR',
      languagePerRecipient: true,
      fallback: expect.not.objectContaining({ language: expect.anything() }),
    });
    expect(await draft({ fallback: { ...fallback, language: 'en' } })).toMatchObject({ fallback: { language: 'en' } });
    const inEnglish = await draft({ language: 'en', fallback });
    expect(inEnglish).toMatchObject({ templateLanguage: 'en', fallback: { language: 'en' } });
    expect(inEnglish).not.toHaveProperty('languagePerRecipient');
  });

  it('name the sender and the language of the SMS, so that both stay as they are', async () => {
    const { fallback } = await draft({ language: 'pt_BR', fallback: { channel: 'sms', template: 'short' } });
    expect(fallback).toEqual({ channel: 'sms', template: 'short', language: 'pt_BR', sender: 'texts' });
  });

  it('come to the same when they are made of themselves', async () => {
    const settings = await draft({
      senders: ['second'],
      send_at: '2026-12-24T09:00:00-03:00',
      window: { days: ['mon'], from: '09:00', to: '20:00', timezone: 'recipient', holidays: [] },
      valid_for: 60,
      budget: { amount: '1', currency: 'USD' },
      fallback: { channel: 'sms', template: 'short', variables: { discount: '1' }, after: 60 },
      frequency_cap: { messages: 1, period: 60 },
      consent: { source: 'a', evidence: 'b' },
      dry_run: true,
    });
    expect(await draftSettings(world(), toCreateRequest(settings))).toEqual(settings);
  });

  it('take any currency as long as there are no prices', async () => {
    const of = { ...world(), findPriceCurrency: async () => undefined };
    expect(await draft({ budget: { amount: '1', currency: 'BRL' } }, of)).toMatchObject({
      budget: { currency: 'BRL' },
    });
  });

  it('take the category that is named, but none that is milder than the template’s', async () => {
    const of = world({ category: 'utility' });
    expect(await draft({ category: 'marketing' }, of)).toMatchObject({ category: 'marketing' });
    for (const category of ['utility', 'authentication'] as const)
      await expect(draft({ category })).rejects.toMatchObject({
        errors: [{ field: 'category', reason: 'milder_than_template' }],
      });
  });

  it.each<[string, Partial<RecordedTemplate>, Partial<CreateCampaign>]>([
    ['marketing whose template waits for its approval', { approval: { status: 'pending', checkedAt: epoch } }, {}],
    [
      'a template that WhatsApp paused',
      { category: 'utility', approval: { status: 'paused', checkedAt: epoch } },
      { category: 'utility' },
    ],
  ])('are refused of %s', async (_what, change, asked) => {
    await expect(draft(asked, world(change))).rejects.toMatchObject({
      errors: [{ field: 'template', reason: 'not_approved' }],
    });
  });
});
