import { expect, it } from 'vitest';
import type { RecordedTemplate } from '../templates/template.ts';
import { findForContact } from './contact-language.ts';

const at = new Date(0);
const usual: RecordedTemplate = {
  name: 'order',
  language: 'es',
  channel: 'whatsapp',
  category: 'utility',
  contentSid: 'HX1',
  body: 'Pedido {{id}}',
  variables: ['id'],
  createdAt: at,
  updatedAt: at,
};

/** The languages of a template; the first is its default. */
const find = (
  contact: string | undefined,
  others: Partial<RecordedTemplate>[],
  requested?: string,
  to = '+5511987654321',
) => {
  const templates = [usual, ...others.map((other) => ({ ...usual, ...other }))];
  const contactLanguages = { areAny: async () => contact !== undefined, find: async () => contact };
  const findTemplate = async (_name: string, language?: string) =>
    language === undefined ? usual : templates.find((template) => template.language === language);
  const findTemplateLanguages = async () => templates;
  const deps = { defaultCountry: 'BR' as const, findTemplate, findTemplateLanguages, contactLanguages };
  const found = findForContact(deps, to)('order', requested);
  return found.then((template) => template?.language);
};

const [brazilian, portuguese, european] = [{ language: 'pt_BR' }, { language: 'pt' }, { language: 'pt_PT' }];

it.each<[string | undefined, Partial<RecordedTemplate>[], string | undefined, string | undefined]>([
  [undefined, [brazilian], undefined, 'es'],
  ['pt_BR', [brazilian, portuguese], undefined, 'pt_BR'],
  ['pt_br', [brazilian, portuguese], undefined, 'pt_BR'],
  ['pt_PT', [brazilian, portuguese], undefined, 'pt'],
  ['pt_PT', [brazilian], undefined, 'pt_BR'],
  ['pt', [brazilian], undefined, 'pt_BR'],
  ['pt', [brazilian, european], undefined, 'es'],
  ['es_MX', [{ language: 'es_AR' }], undefined, 'es'],
  ['es_MX', [brazilian], undefined, 'es'],
  ['pt_BR', [brazilian], 'es', 'es'],
  ['pt_BR', [brazilian], 'fr', undefined],
])('a contact with %s and a template also in %j, asked for %s, gets %s', async (contact, others, requested, chosen) => {
  expect(await find(contact, others, requested)).toBe(chosen);
});

it.each<[string, Partial<RecordedTemplate>]>([
  ['other variables', { variables: ['id', 'name'] }],
  ['another channel', { channel: 'sms' }],
  ['an approval that was refused', { approval: { status: 'rejected', checkedAt: at } }],
])('a language with %s is passed over', async (_what, change) => {
  expect(await find('pt_BR', [{ ...brazilian, ...change }, portuguese])).toBe('pt');
});

it('is the default for a number that is not valid', async () => {
  expect(await find('pt_BR', [brazilian], undefined, 'nobody')).toBe('es');
});
