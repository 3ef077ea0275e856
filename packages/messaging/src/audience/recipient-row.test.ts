import { expect, it } from 'vitest';
import { layoutOf } from '../import-files/columns.ts';
import type { RecordedTemplate } from '../templates/template.ts';
import { makeCheckRecipientRow, variablesInPlan, type AudiencePlan } from './recipient-row.ts';

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

const draft = (row: Record<string, string>, change: Partial<AudiencePlan> = {}) => {
  const changed = { ...plan, ...change };
  const layout = layoutOf(Object.keys(row), variablesInPlan(changed));
  return makeCheckRecipientRow(changed, 'BR')({ line: 2, layout, cells: Object.values(row) });
};

const issuesOf = (row: Record<string, string>, change?: Partial<AudiencePlan>) => {
  const drafted = draft(row, change);
  return 'issues' in drafted ? drafted.issues.map(({ field, reason }) => `${field}: ${reason}`) : [];
};

it('makes a person of a row, with the variables of the row alone', () => {
  expect(draft({ celular: '(92) 98765-4321', nome: 'Maria', cor: 'azul' })).toEqual({
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

it('gives a Brazilian mobile number its ninth digit', () => {
  for (const to of ['(11) 8765-4321', '+551187654321', '551187654321', '5511987654321'])
    expect(draft({ to, nome: 'Maria' })).toMatchObject({ item: { to: '+5511987654321' } });
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
])('reports every fault of %j', (row, issues) => expect(issuesOf(row)).toEqual(issues));

it.each([
  [{ to: '\u202A11 98765-4321\u202C', nome: 'a' }, true],
  [{ to: '11987654321', nome: ' a\0\u001B\u200B ' }, true],
  [{ to: '11987654321', nome: 'a', cor: '\uFEFFazul' }, false],
])('accepts %j without its hidden characters', (row, wasCleaned) => {
  const content = { variables: { nome: 'a' } };
  expect(draft(row)).toMatchObject({ wasCleaned, item: { to: '+5511987654321', content } });
});

it('lets a variable have line breaks where it goes by SMS alone', () => {
  const row = { to: '11987654321', nome: 'a\nb' };
  expect(issuesOf(row, { channel: 'sms' })).toEqual([]);
  const sms = { ...template, variables: ['nome', 'loja'], body: '{{nome}}: {{loja}}' };
  const fallback = { kind: 'template', template: sms, defaults: {} } as const;
  expect(issuesOf({ ...row, loja: 'a\nb' }, { fallback })).toEqual(['nome: line_break']);
});

it('refuses a landline for SMS', () => {
  expect(issuesOf({ to: '1132654321', nome: 'a' }, { channel: 'sms' })).toEqual(['to: landline']);
});

it('measures an SMS as it will be, with what the campaign gives', () => {
  const row = { to: '11987654321', nome: 'x'.repeat(154) };
  expect(draft(row, { channel: 'sms' })).toMatchObject({ item: { segments: 2 } });
  expect(draft({ ...row, desconto: '' }, { channel: 'sms', defaults: { desconto: '!' } })).toMatchObject({
    item: { segments: 1 },
  });
});

it('refuses a row that makes its SMS longer than can be sent', () => {
  const row = { to: '11987654321', nome: 'x'.repeat(1590) };
  expect(issuesOf(row, { channel: 'sms' })).toEqual([]);
  expect(issuesOf({ ...row, desconto: 'y'.repeat(20) }, { channel: 'sms' })).toEqual([': sms_too_long']);
  expect(issuesOf(row, { channel: 'sms', defaults: { desconto: 'y'.repeat(20) } })).toEqual([': sms_too_long']);
  const fallback = { kind: 'template', template, defaults: { desconto: 'y'.repeat(20) } } as const;
  expect(issuesOf(row, { fallback })).toEqual([': sms_too_long']);
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
])('rejects people for marketing who refused in the file: %j', (answers, issues) => {
  const row = { to: '11987654321', nome: 'a', ...(answers as unknown as Record<string, string>) };
  expect(issuesOf(row)).toEqual(issues);
  expect(issuesOf(row, { category: 'utility' })).toEqual([]);
});

it.each([
  ['#N/D', 'spreadsheet_error'],
  ['NULL', 'no_value'],
  ['{{nome}}', 'placeholder'],
  ['[Nome]', 'placeholder'],
  ['<first name>', 'placeholder'],
  ['=A1', 'formula'],
])('reaches no one with %s', (nome, reason) => {
  expect(issuesOf({ to: '11987654321', nome })).toEqual([`nome: ${reason}`]);
});

it('uses the time zone in the file, in upper or lower case', () => {
  expect(draft({ to: '11987654321', nome: 'a', fuso: 'america/manaus' })).toMatchObject({
    item: { zones: ['America/Manaus'], isOwnZone: true },
  });
});

it('uses UTC for a number without a time zone', () => {
  expect(draft({ to: '+881612345678', nome: 'a' })).toMatchObject({ item: { zones: ['UTC'] } });
});

it('requires the variables of the fallback SMS, and gives each text its own', () => {
  const sms = { ...template, name: 'short', variables: ['nome', 'loja'], body: '{{nome}}: {{loja}}' };
  const fallback = { kind: 'template', template: sms, defaults: {} } as const;
  expect(issuesOf({ to: '11987654321', nome: 'a' }, { fallback })).toEqual(['loja: required']);
  expect(draft({ to: '11987654321', nome: 'a', loja: 'b' }, { fallback })).toMatchObject({
    item: {
      content: { variables: { nome: 'a' } },
      fallback: { content: { name: 'short', variables: { nome: 'a', loja: 'b' } }, segments: 1 },
    },
  });
});

it('gives everyone the same fallback SMS, but none to a landline', () => {
  const fallback = { kind: 'body', body: 'Passe na loja', defaults: {} } as const;
  const drafted = draft({ to: '11987654321', nome: 'a' }, { fallback });
  expect(drafted).toMatchObject({ item: { fallback: { content: fallback, segments: 1 } } });
  expect(draft({ to: '1132654321', nome: 'a' }, { fallback })).not.toHaveProperty('item.fallback');
});
