import { expect, it } from 'vitest';
import { layoutOf } from './columns.ts';

const rolesOf = (names: string[], variables: string[] = ['nome', 'first_name']) => {
  const { numbers, timezone, variables: found, clashes, ignored } = layoutOf(names, { variables });
  return {
    number: numbers.map((at) => names[at]),
    ...(timezone !== undefined && { timezone: names[timezone] }),
    variables: Object.fromEntries(found.map(({ name, at }) => [name, names[at]])),
    ...(clashes.length && { clashes: clashes.map(({ fields }) => fields) }),
    ignored,
  };
};

it.each([
  'phone',
  'Telefone',
  'CELULAR',
  'to',
  'WhatsApp',
  'Número de telefone',
  'phone_number',
  'Tel.',
  'mobile',
  'número',
  'Contato',
])('takes %s for the number', (name) => expect(rolesOf(['nome', name]).number).toEqual([name]));

it.each([
  [['phone', 'Nome'], { nome: 'Nome' }, []],
  [['phone', 'First Name', 'NOME'], { nome: 'NOME', first_name: 'First Name' }, []],
  [['phone', 'NOME', 'nome'], { nome: 'nome' }, ['NOME']],
  [['phone', 'variables.nome', 'cidade', ''], { nome: 'variables.nome' }, ['cidade']],
])('finds the variables of %j', (names, variables, ignored) => {
  expect(rolesOf(names)).toEqual({ number: ['phone'], variables, ignored });
});

it('prefers a name that can be nothing but a number', () => {
  expect(rolesOf(['celular', 'número', 'nome']).number).toEqual(['celular']);
});

it.each([
  'Número do WhatsApp',
  'Numero de WhatsApp',
  'whatsAppNumber',
  'phoneNumber',
  'PhoneNumber',
  'customerPhone',
  'customer_phone',
  'mobilePhone',
  'Teléfono',
  'TELEFONO',
  'Teléfono móvil',
  'Móvil',
  'Número de teléfono',
  'Nº de teléfono',
  'N.º telemóvel / celular',
  'Celular (com DDD)',
  'Telefone com DDD',
  'DDD/Telefone',
  'DDD + Celular',
  'Telefone celular do cliente',
  'Telefone de contato',
  'Contato (WhatsApp)',
  'WhatsApp (with country code)',
  'Phone (E.164)',
  'Billing Phone',
  'Primary Phone',
  'Cell Phone',
  'Tel. celular',
  'Tlf',
  'Fone',
  'Zap',
  'Phone 1 - Value',
  'telefone_1',
])('takes %j for the number by its words', (name) => expect(rolesOf(['nome', name]).number).toEqual([name]));

it.each([
  'Phone 1 - Label',
  'Phone type',
  'Operadora do celular',
  'Modelo do celular',
  'Phone country code',
  'DDD do telefone',
  'Nome do WhatsApp',
  'WhatsApp opt-in',
  'Aceita WhatsApp',
  'Accepts phone marketing',
  'Data do telefone',
  'Hotel',
  'Cellar',
])('does not take %j for it', (name) => expect(rolesOf(['nome', name]).number).toEqual([]));

it.each([
  [['Name', 'First Name', 'Phone 1 - Label', 'Phone 1 - Value', 'Phone 2 - Value', 'nome'], 'Phone 1 - Value'],
  [['telefone', 'telefone2', 'nome'], 'telefone'],
  [['Telefone fixo', 'Telefone celular', 'nome'], 'Telefone celular'],
  [['Home Phone', 'Mobile Phone', 'Business Phone', 'Other Phone'], 'Mobile Phone'],
  [['Telefone', 'Celular'], 'Celular'],
  [['Phone', 'Default Address Phone', 'Accepts SMS Marketing'], 'Phone'],
  [['Telefone', 'WhatsApp'], 'WhatsApp'],
  [['Billing Phone', 'Shipping Phone'], 'Billing Phone'],
])('finds the number that takes messages in %j', (names, number) => expect(rolesOf(names).number).toEqual([number]));

it('finds a variable in upper or lower case', () => {
  for (const name of ['firstName', 'FirstName', 'First Name', 'FIRST_NAME', 'first-name'])
    expect(rolesOf(['phone', name]).variables).toEqual({ first_name: name });
});

it('finds a variable whose column has a remark, but not one that has more words', () => {
  expect(rolesOf(['phone', 'nome (nome, sobrenome)']).variables).toEqual({ nome: 'nome (nome, sobrenome)' });
  expect(rolesOf(['phone', 'nome (1)', 'Nome']).variables).toEqual({ nome: 'Nome' });
  expect(rolesOf(['phone', 'Nome completo']).variables).toEqual({});
});

it('names every column that may be the number', () => {
  expect(rolesOf(['phone', 'telefone']).number).toEqual(['phone', 'telefone']);
});

it('leaves the template a variable of such a name', () => {
  expect(rolesOf(['celular', 'telefone'], ['telefone'])).toEqual({
    number: ['celular'],
    variables: { telefone: 'telefone' },
    ignored: [],
  });
  expect(rolesOf(['telefone'], ['telefone'])).toMatchObject({
    number: ['telefone'],
    variables: { telefone: 'telefone' },
  });
});

it('knows the person’s own time zone, unless the template has a variable of that name', () => {
  expect(rolesOf(['phone', 'Fuso Horário'])).toMatchObject({ timezone: 'Fuso Horário', ignored: [] });
  expect(rolesOf(['phone', 'timezone'], ['timezone'])).not.toHaveProperty('timezone');
});

it('names the columns that claim to be the same variable', () => {
  expect(rolesOf(['phone', 'Nome', 'NOME']).clashes).toEqual([['Nome', 'NOME']]);
});
