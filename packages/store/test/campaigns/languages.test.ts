import {
  cancelCampaign,
  copyAudiences,
  createCampaign,
  createFollowUp,
  drainCanceled,
  emptyAudience,
  estimateCampaign,
  importAudience,
  launchCampaign,
  type RecordedTemplate,
} from '@recado/messaging';
import type { CreateCampaign } from '@recado/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCampaignStore, type CampaignStore } from '../support/campaign-store.ts';
import { later, noon, template } from '../support/samples.ts';

let test: CampaignStore;
beforeAll(async () => {
  test = await openCampaignStore();
  await test.store.seedTemplates(
    ['pt_BR', 'en', 'es'].flatMap((language, place) => [
      template({ name: 'promo', language, body: `${language} {{order_id}}`, createdAt: later(place) }),
      template({ name: 'text', language, channel: 'sms', body: `${language} {{order_id}}`, createdAt: later(place) }),
    ]),
  );
  for (const [to, language] of [
    [maria, 'en_US'],
    [joao, 'fr'],
  ] as const)
    await test.store.saveContact(to, { language }, noon);
});
afterAll(() => test[Symbol.asyncDispose]());

const [maria, joao] = ['+5511987650001', '+5511987650002'];
const actor = { name: 'test' };
const by = 'test';

const deps = () => ({
  ...test.store,
  clock: () => noon,
  defaultCountry: 'BR' as const,
  contactLanguages: { areAny: test.store.hasContactLanguages, find: test.store.findContactLanguage },
});

const draft = async (change: Partial<CreateCampaign> = {}) => {
  const request = {
    name: 'Natal',
    template: 'promo',
    senders: ['store'],
    consent: { source: 'form', evidence: 'page 7' },
    ...change,
  };
  return (await createCampaign(deps(), request, { by })).campaign.id;
};

/** The rows of a file: a number's end and a language. */
const file = [
  ['0001', ''],
  ['0002', ''],
  ['0003', 'Português'],
  ['0004', 'es-MX'],
  ['0005', 'English'],
  ['0006', 'fr'],
  ['0007', ''],
] as const;
const expected = ['en', 'pt_BR', 'pt_BR', 'es', 'en', 'pt_BR', 'pt_BR'];

const send = (campaignId: string, rows: readonly (readonly [string, string])[] = file) => {
  const text = rows.map(([end, language], place) => `1198765${end},${language},${place + 1}\n`).join('');
  const receive = async () =>
    (async function* () {
      yield Buffer.from(`phone,idioma,order_id\n${text}`);
    })();
  return importAudience(deps(), { campaignId, upload: { contentType: 'text/csv', receive }, by });
};

const languagesOf = async (id: string) =>
  (await test.sql('select language from recipients where campaign_id = $1 order by line', [id])).map(
    ({ language }) => language,
  );

const messagesOf = (id: string) =>
  test.sql(
    `select messages.template_language as own, fallbacks.template_language as sms
    from messages join recipients using (id) left join fallbacks on fallbacks.message_id = messages.id
    where messages.campaign_id = $1 order by recipients.line`,
    [id],
  );

const feedAll = async (id: string) => {
  const zones = await test.sql('select zone_set from audience_zones where campaign_id = $1', [id]);
  for (const { zone_set: zoneSet } of zones) await test.feedNext(id, 100, { zoneSet: Number(zoneSet) });
};

describe('a campaign without a language', () => {
  it('writes each person in the language of the file, otherwise of the contact, otherwise the default', async () => {
    const id = await draft();
    const imported = await send(id);
    expect(imported).toMatchObject({
      accepted: 7,
      languages: { pt_BR: 4, en: 2, es: 1 },
      missingLanguages: { fr: 2 },
      samples: [2, 3, 5],
    });
    expect(await languagesOf(id)).toEqual(['en', 'pt_BR', 'pt_BR', 'es', 'en', 'pt_BR', null]);
    expect(await test.store.findAudienceLanguages(id)).toEqual([
      { language: 'en', people: 2 },
      { language: 'es', people: 1 },
      { language: 'pt_BR', people: 4 },
    ]);
    expect(await test.store.findAudienceMember(id, { line: 5 })).toMatchObject({ content: { language: 'es' } });

    const { languages } = await estimateCampaign(deps(), id);
    expect(languages?.map(({ language, people }) => [language, people])).toEqual([
      ['pt_BR', 4],
      ['en', 2],
      ['es', 1],
    ]);
    await launchCampaign(deps(), id, {}, { by });
    await feedAll(id);
    expect((await messagesOf(id)).map(({ own }) => own)).toEqual(expected);
    const entries = await test.store.findRecipientReportPage(id, undefined, 100);
    expect(entries.toSorted((a, b) => a.line - b.line).map(({ language }) => language)).toEqual(expected);
  });

  it('chooses the language of the fallback SMS likewise, unless that is named', async () => {
    const sms = { channel: 'sms', template: 'text', after: 60 } as const;
    for (const [fallback, languages] of [
      [sms, expected],
      [{ ...sms, language: 'es' }, expected.map(() => 'es')],
    ] as const) {
      const id = await draft({ fallback });
      await send(id);
      await launchCampaign(deps(), id, {}, { by });
      await feedAll(id);
      const messages = await messagesOf(id);
      expect(messages.map(({ own }) => own)).toEqual(expected);
      expect(messages.map(({ sms: language }) => language)).toEqual(languages);
    }
  });

  it('counts a person once, however often the file comes, and no one once it is emptied', async () => {
    const id = await draft();
    await send(id);
    expect(
      await send(
        id,
        file.map(([end]) => [end, 'es']),
      ),
    ).toMatchObject({ accepted: 0, languages: {} });
    await send(id, [['0008', 'en']]);
    expect(await test.store.findAudienceLanguages(id)).toContainEqual({ language: 'en', people: 3 });
    await emptyAudience(deps(), id, { actor });
    expect(await test.store.findAudienceLanguages(id)).toEqual([]);
  });

  it('has another estimate once any language of its people changes', async () => {
    const id = await draft();
    await send(id);
    const { version } = await estimateCampaign(deps(), id);
    await test.store.saveTemplate(
      template({ name: 'promo', language: 'ja', createdAt: later(1), updatedAt: later(1) }),
    );
    expect((await estimateCampaign(deps(), id)).version).toBe(version);
    await test.store.saveTemplate(
      template({ name: 'promo', language: 'es', body: 'Hola {{order_id}}', updatedAt: later(2) }),
    );
    await expect(launchCampaign(deps(), id, { estimate_version: version }, { by })).rejects.toThrow('changed after');
  });

  it('keeps the language of people whose message is canceled', async () => {
    const id = await draft();
    await send(id);
    await launchCampaign(deps(), id, {}, { by });
    await cancelCampaign(deps(), id, { by });
    while ((await drainCanceled(deps())) > 0);
    expect((await messagesOf(id)).map(({ own }) => own)).toEqual(expected);
  });
});

describe('the launch', () => {
  it.each<[string, Partial<RecordedTemplate>, string]>([
    ['was rejected', { approval: { status: 'rejected', checkedAt: noon } }, 'promo in es was rejected'],
    ['takes other variables', { variables: [] }, 'other variables'],
    ['is marketing', { category: 'marketing' }, 'promo in es is marketing'],
  ])('is refused while a language of its people %s', async (_what, change, message) => {
    const id = await draft();
    await send(id);
    const without = await draft();
    await send(without, [['0005', 'en']]);
    const before = await test.store.findTemplate('promo', 'es');
    if (!before) throw new Error('there is no such template');
    const after = { ...before, ...change, updatedAt: later(9) };
    await test.store.recordRefreshes([{ before, after }]);
    await expect(launchCampaign(deps(), id, {}, { by })).rejects.toMatchObject({
      errors: [{ message: expect.stringContaining(message) }],
    });
    expect((await launchCampaign(deps(), without, {}, { by })).campaign.status).toBe('running');
    await test.store.recordRefreshes([{ before: after, after: before }]);
  });
});

describe('a campaign with a language', () => {
  it('has it for all people, and reports the column as ignored', async () => {
    const id = await draft({ language: 'es' });
    const imported = await send(id);
    expect(imported).toMatchObject({ accepted: 7, ignoredColumns: ['idioma'], missingLanguages: {} });
    expect(imported).not.toHaveProperty('languages');
    expect(new Set(await languagesOf(id))).toEqual(new Set([null]));
    await launchCampaign(deps(), id, {}, { by });
    await feedAll(id);
    expect(new Set((await messagesOf(id)).map(({ own }) => own))).toEqual(new Set(['es']));
  });
});

describe('a follow-up', () => {
  it.each([
    ['of people with languages of their own', {}, {}, ['en', 'pt_BR', 'pt_BR', 'es', 'en', 'pt_BR', null]],
    ['of a campaign in one language', { language: 'es' }, {}, file.map(() => 'es')],
    ['in one language', {}, { language: 'en' }, file.map(() => null)],
  ] as const)('%s keeps the language in which they were written', async (_what, first, second, languages) => {
    const source = await draft(first);
    await send(source);
    await launchCampaign(deps(), source, {}, { by });
    await feedAll(source);
    await test.sql(`update messages set status = 'sent', sent_at = $2 where campaign_id = $1`, [source, noon]);
    await test.sql(`update messages set status = 'failed' where campaign_id = $1`, [source]);
    await test.sql(`update campaigns set status = 'completed', ended_at = $2 where id = $1`, [source, noon]);
    const request = {
      name: 'Again',
      senders: ['store'],
      template: 'promo',
      ...second,
      audience: { from_campaign: source, where: ['failed'] },
    };
    const { campaign } = await createFollowUp(deps(), request as CreateCampaign, { by });
    await copyAudiences(deps(), new AbortController().signal);
    expect(await languagesOf(campaign.id)).toEqual(languages);
  });
});
