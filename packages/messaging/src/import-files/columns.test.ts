import { expect, it } from 'vitest';
import { layoutOf } from './columns.ts';

const rolesOf = (names: string[], variables: string[] = ['nome', 'first_name']) => {
  const { numbers, timezone, variables: found, clashes, ignored } = layoutOf(names, variables);
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

it('tells which columns claim to be one variable', () => {
  expect(rolesOf(['phone', 'Nome', 'NOME']).clashes).toEqual([['Nome', 'NOME']]);
});
