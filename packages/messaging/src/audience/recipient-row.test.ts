import { expect, it } from 'vitest';
import { layoutOf } from '../import-files/columns.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import { columnsInPlan, type AudiencePlan, type DraftedRecipient } from './recipient-content.ts';
import { makeCheckRecipientRows } from './recipient-row.ts';

const noon = new Date('2026-11-22T12:00:00Z');
const template: RecordedTemplate = {
  name: 'promotion',
  language: 'pt_BR',
  channel: 'whatsapp',
  category: 'marketing',
  body: 'Oi {{nome}}, {{desconto}}',
  variables: ['nome', 'desconto'],
  createdAt: noon,
  updatedAt: noon,
};
const plan: AudiencePlan = {
  campaignId: 'c1',
  version: 1,
  channel: 'whatsapp',
  category: 'marketing',
  template,
  defaults: { desconto: '10%' },
};

const draft = async (row: Record<string, string>, change: Partial<AudiencePlan> = {}, contact?: string) => {
  const changed = { ...plan, ...change };
  const layout = layoutOf(Object.keys(row), columnsInPlan(changed));
  const contacts = { areAny: async () => contact !== undefined, find: async () => contact };
  const check = makeCheckRecipientRows(changed, 'BR', contacts);
  const [checked] = await check([{ line: 2, layout, cells: Object.values(row) }]);
  return checked;
};

const issuesOf = async (row: Record<string, string>, change?: Partial<AudiencePlan>) => {
  const drafted = await draft(row, change);
  return drafted && 'issues' in drafted ? drafted.issues.map(({ field, reason }) => `${field}: ${reason}`) : [];
};

it('makes a person of a row, with the variables of the row alone', async () => {
  expect(await draft({ celular: '(92) 98765-4321', nome: 'Maria', cor: 'azul' })).toEqual({
    item: {
      line: 2,
      to: '+5592987654321',
      country: 'BR',
      zones: expect.arrayContaining(['America/Manaus']),
      content: { kind: 'template', name: 'promotion', language: 'pt_BR', variables: { nome: 'Maria' } },
    },
    wasCleaned: false,
    isCompleted: false,
  });
});

it('gives a Brazilian mobile number its ninth digit', async () => {
  for (const to of ['(11) 8765-4321', '+551187654321', '551187654321', '5511987654321'])
    expect(await draft({ to, nome: 'Maria' })).toMatchObject({ item: { to: '+5511987654321' } });
});

it.each([
  [{ to: '', nome: 'a' }, ['to: required']],
  [{ to: 'hello', nome: 'a' }, ['to: invalid_number']],
  [{ to: '+5511', nome: 'a' }, ['to: impossible_number']],
  [{ to: '5,51199E+12', nome: 'a' }, ['to: shortened_by_spreadsheet']],
  [{ to: '11987654321', nome: '' }, ['nome: required']],
  [{ to: '1', nome: 'a\nb' }, ['to: invalid_number', 'nome: line_break']],
  [{ to: '11987654321', nome: '\u200B' }, ['nome: required']],
  [{ to: '11987654321', nome: '\ud83d' }, ['nome: invalid_characters']],
  [{ to: '11987654321', nome: 'Jo\uFFFDo' }, ['nome: encoding']],
  [{ to: '11987654321', nome: 'x'.repeat(1601) }, ['nome: too_long']],
  [{ to: '11987654321', nome: 'a', fuso: 'Brasilia' }, ['fuso: unknown_timezone']],
])('reports every fault of %j', async (row, issues) => expect(await issuesOf(row)).toEqual(issues));

it.each([
  [{ to: '\u202A11 98765-4321\u202C', nome: 'a' }, true],
  [{ to: '11987654321', nome: ' a\0\u001B\u200B ' }, true],
  [{ to: '11987654321', nome: 'a', cor: '\uFEFFazul' }, false],
])('accepts %j without its hidden characters', async (row, wasCleaned) => {
  const content = { variables: { nome: 'a' } };
  expect(await draft(row)).toMatchObject({ wasCleaned, item: { to: '+5511987654321', content } });
});

it('lets a variable have line breaks where it goes by SMS alone', async () => {
  const row = { to: '11987654321', nome: 'a\nb' };
  expect(await issuesOf(row, { channel: 'sms' })).toEqual([]);
  const sms = { ...template, variables: ['nome', 'loja'], body: '{{nome}}: {{loja}}' };
  const fallback = { kind: 'template', template: sms, defaults: {} } as const;
  expect(await issuesOf({ ...row, loja: 'a\nb' }, { fallback })).toEqual(['nome: line_break']);
});

it('refuses a landline for SMS', async () => {
  expect(await issuesOf({ to: '1132654321', nome: 'a' }, { channel: 'sms' })).toEqual(['to: landline']);
});

it('measures an SMS as it will be, with what the campaign gives', async () => {
  const row = { to: '11987654321', nome: 'x'.repeat(154) };
  expect(await draft(row, { channel: 'sms' })).toMatchObject({ item: { segments: 2 } });
  expect(await draft({ ...row, desconto: '' }, { channel: 'sms', defaults: { desconto: '!' } })).toMatchObject({
    item: { segments: 1 },
  });
});

it('refuses a row that makes its SMS longer than can be sent', async () => {
  const row = { to: '11987654321', nome: 'x'.repeat(1590) };
  expect(await issuesOf(row, { channel: 'sms' })).toEqual([]);
  expect(await issuesOf({ ...row, desconto: 'y'.repeat(20) }, { channel: 'sms' })).toEqual([': sms_too_long']);
  expect(await issuesOf(row, { channel: 'sms', defaults: { desconto: 'y'.repeat(20) } })).toEqual([': sms_too_long']);
  const fallback = { kind: 'template', template, defaults: { desconto: 'y'.repeat(20) } } as const;
  expect(await issuesOf(row, { fallback })).toEqual([': sms_too_long']);
});

it.each([
  [{ Consentimento: 'não' }, ['Consentimento: says_no']],
  [{ Consentimento: 'sim', Descadastrado: 'sim' }, ['Descadastrado: says_no']],
  [{ 'Opt-out': 'x' }, ['Opt-out: says_no']],
  [{ Consentimento: 'sim', Descadastrado: 'não' }, []],
  [{ Consentimento: '' }, []],
  [{ 'Data de saída': '24/12/2026' }, []],
  [{ 'Quer receber promoções?': 'não' }, ['Quer receber promoções?: says_no']],
  [{ 'Quer receber promoções?': 'nunca' }, ['Quer receber promoções?: says_no']],
  [{ 'Quer receber promoções?': 'sim' }, []],
  [{ receiveMarketing: 'FALSE' }, ['receiveMarketing: says_no']],
  [{ lista_negra: '1' }, ['lista_negra: says_no']],
  [{ 'Black list': '' }, []],
  [{ newsletter: '0' }, ['newsletter: says_no']],
  [{ removido: 'sim' }, ['removido: says_no']],
  [{ removido: 'não' }, []],
  [{ Promociones: 'No' }, ['Promociones: says_no']],
  [{ status: 'ativo' }, []],
  [{ Status: 'cancelled' }, ['Status: says_no']],
  [{ Status: 'bounced' }, ['Status: says_no']],
  [{ 'Subscription status': 'canceled' }, ['Subscription status: says_no']],
  [{ Consentimento: 'sim', Status: 'Opted out' }, ['Status: says_no']],
  [{ Newsletter: 'Cancelled' }, ['Newsletter: says_no']],
  [{ 'Pedido de descadastro': 'sim' }, ['Pedido de descadastro: says_no']],
  [{ 'Status do pedido': 'cancelado' }, []],
  [{ Pedido: '1042', status: 'cancelado' }, []],
  [{ order_id: '1042', Status: 'Opted out' }, ['Status: says_no']],
])('rejects people for marketing who refused in the file: %j', async (answers, issues) => {
  const row = { to: '11987654321', nome: 'a', ...(answers as unknown as Record<string, string>) };
  expect(await issuesOf(row)).toEqual(issues);
  expect(await issuesOf(row, { category: 'utility' })).toEqual([]);
});

it.each([
  ['#N/D', 'spreadsheet_error'],
  ['NULL', 'no_value'],
  ['{{nome}}', 'placeholder'],
  ['[Nome]', 'placeholder'],
  ['<first name>', 'placeholder'],
  ['=A1', 'formula'],
])('reaches no one with %s', async (nome, reason) => {
  expect(await issuesOf({ to: '11987654321', nome })).toEqual([`nome: ${reason}`]);
});

it('uses the time zone in the file, in upper or lower case', async () => {
  expect(await draft({ to: '11987654321', nome: 'a', fuso: 'america/manaus' })).toMatchObject({
    item: { zones: ['America/Manaus'], isOwnZone: true },
  });
});

it('uses UTC for a number without a time zone', async () => {
  expect(await draft({ to: '+881612345678', nome: 'a' })).toMatchObject({ item: { zones: ['UTC'] } });
});

it('requires the variables of the fallback SMS, and gives each text its own', async () => {
  const sms = { ...template, name: 'short', variables: ['nome', 'loja'], body: '{{nome}}: {{loja}}' };
  const fallback = { kind: 'template', template: sms, defaults: {} } as const;
  expect(await issuesOf({ to: '11987654321', nome: 'a' }, { fallback })).toEqual(['loja: required']);
  expect(await draft({ to: '11987654321', nome: 'a', loja: 'b' }, { fallback })).toMatchObject({
    item: {
      content: { variables: { nome: 'a' } },
      fallback: { content: { name: 'short', variables: { nome: 'a', loja: 'b' } }, segments: 1 },
    },
  });
});

it('gives everyone the same fallback SMS, but none to a landline', async () => {
  const fallback = { kind: 'body', body: 'Passe na loja', defaults: {} } as const;
  const drafted = await draft({ to: '11987654321', nome: 'a' }, { fallback });
  expect(drafted).toMatchObject({ item: { fallback: { content: fallback, segments: 1 } } });
  expect(await draft({ to: '1132654321', nome: 'a' }, { fallback })).not.toHaveProperty('item.fallback');
});

const english = { ...template, language: 'en', body: 'Hi {{nome}}, {{desconto}}' };
const languages = [template, { ...template, language: 'es' }, english, { ...template, language: 'es_MX' }];

it.each([
  ['pt-BR', undefined, 'pt_BR', undefined],
  ['Português', undefined, 'pt_BR', undefined],
  ['EN_us', undefined, 'en', undefined],
  ['es_MX', undefined, 'es_MX', undefined],
  ['Español', undefined, 'es', undefined],
  ['', undefined, undefined, undefined],
  ['', 'en_GB', 'en', undefined],
  ['inglês', 'es', 'en', undefined],
  ['fr', undefined, 'pt_BR', 'fr'],
  ['fr', 'es', 'es', undefined],
  ['', 'de', 'pt_BR', 'de'],
])(
  'writes a person of the file in "%s", and of the contacts in %s, in %s',
  async (idioma, contact, language, missing) => {
    const row = { to: '11987654321', nome: 'Maria', idioma };
    const { item } = (await draft(row, { languages }, contact)) as { item: DraftedRecipient };
    expect(item.language).toBe(language);
    expect(item.missingLanguage).toBe(missing);
    expect(item.content).toMatchObject({ name: 'promotion', language: language ?? 'pt_BR' });
  },
);

it('rejects a row with a language that is none, unless the campaign has one language for all', async () => {
  const row = { to: '11987654321', nome: 'Maria', Idioma: 'klingon' };
  expect(await issuesOf(row, { languages })).toEqual(['Idioma: unknown_language']);
  expect(await draft(row)).not.toHaveProperty('item.language');
});

it('measures an SMS, and its fallback, in the language of the person', async () => {
  const row = { to: '11987654321', nome: 'Maria', idioma: 'en' };
  const long = [template, { ...english, body: `{{nome}} {{desconto}} ${'x'.repeat(160)}` }];
  expect(await draft(row, { channel: 'sms', languages: long })).toMatchObject({
    item: { language: 'en', segments: 2 },
  });
  const fallback = { kind: 'template', template, languages: long, defaults: { desconto: '1' } } as const;
  expect(await draft(row, { languages: [template], fallback })).toMatchObject({
    item: { language: 'pt_BR', missingLanguage: 'en', fallbackLanguage: 'en', fallback: { segments: 2 } },
  });
  expect(await draft({ ...row, idioma: '' }, { languages: [template], fallback })).toMatchObject({
    item: { fallbackLanguage: 'pt_BR', fallback: { segments: 1 } },
  });
});

it('asks for the language of a contact only if what the person gets depends on it', async () => {
  const asked: string[] = [];
  const contacts = {
    areAny: async () => true,
    find: async (to: string): Promise<undefined> => {
      asked.push(to);
    },
  };
  const check = makeCheckRecipientRows({ ...plan, languages }, 'BR', contacts);
  const layout = layoutOf(['to', 'nome', 'lang'], columnsInPlan({ ...plan, languages }));
  const cells = ['en', '', 'fr', 'klingon'].map((lang, place) => [`1198765432${place}`, 'Maria', lang]);
  await check(cells.map((each, line) => ({ line, layout, cells: each })));
  expect(asked).toEqual(['+5511987654321', '+5511987654322']);
});

it('takes nothing that objects have of their own for the value of a variable', async () => {
  const change = { template: { ...template, variables: ['constructor'] } };
  expect(await issuesOf({ to: '+5511987654321' }, change)).toEqual(['constructor: required']);
});
